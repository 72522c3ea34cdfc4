import { floor, maximum, minimum, where } from "@proj/array";
import { booleanOption, convert, readNeededOptions, scalar, type OptionReaders } from "@proj/array/core";
import { numbers } from "../hyperparameters.ts";
import type { Schedule } from "../transformation.ts";
import { constantSchedule } from "./constant.ts";

/** What {@link exponentialDecay} goes through. */
export interface ExponentialDecayOptions {
  readonly initValue: number;
  /** The factor per `transitionSteps` steps; 0 stands for no decay. */
  readonly decayRate: number;
  /** Without steps there is no decay: the first value stays. */
  readonly transitionSteps: number;
  /** Steps before the decay begins; default 0, which also stands for what is below. */
  readonly transitionBegin?: number;
  /** Decay in jumps, once per `transitionSteps`; default false. */
  readonly staircase?: boolean;
  /** The value at which decay stops: a floor if the rate is below 1, else a ceiling. */
  readonly endValue?: number;
}

const readers: OptionReaders<ExponentialDecayOptions> = {
  ...numbers("initValue", "decayRate", "transitionSteps", "transitionBegin", "endValue"),
  staircase: booleanOption,
};

/**
 * init · rate^((count - begin) / N), with the exponent rounded down if `staircase`.
 *
 * @param options - see {@link ExponentialDecayOptions}.
 * @example
 * ```ts
 * import { scalar } from "@proj/array/core";
 * import { exponentialDecay } from "@proj/optim";
 * const schedule = exponentialDecay({ initValue: 1, decayRate: 0.5, transitionSteps: 10 });
 * [0, 10, 20].map((count) => schedule(scalar(count, "int32")).item()); // ≈ [1, 0.5, 0.25]
 * ```
 */
export function exponentialDecay(options: ExponentialDecayOptions): Schedule {
  const {
    initValue,
    decayRate,
    transitionSteps,
    transitionBegin = 0,
    staircase = false,
    endValue,
  } = readNeededOptions("exponentialDecay", options, readers, ["initValue", "decayRate", "transitionSteps"]);
  if (transitionSteps <= 0 || decayRate === 0) return constantSchedule(initValue);
  const begin = Math.max(0, transitionBegin);
  return (count, dtype = "float32") => {
    const since = convert(count, dtype).sub(begin);
    const periods = since.div(transitionSteps);
    const decayed = scalar(decayRate, dtype)
      .pow(staircase ? floor(periods) : periods)
      .mul(initValue);
    const value = where(since.le(0), scalar(initValue, dtype), decayed);
    if (endValue === undefined) return value;
    return decayRate < 1 ? maximum(value, endValue) : minimum(value, endValue);
  };
}
