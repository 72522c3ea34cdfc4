import { floor, maximum, minimum, where } from "@proj/array";
import { booleanOption, convert, numberOption, scalar, toArray, type OptionReaders } from "@proj/array/core";
import { beside } from "../arrays.ts";
import { inDType, scalars, type Scalar } from "../hyperparameters.ts";
import type { Schedule } from "../transformation.ts";
import { constantSchedule } from "./constant.ts";
import { readSchedule } from "./read.ts";

/** What {@link exponentialDecay} goes through. */
export interface ExponentialDecayOptions {
  readonly initValue: Scalar;
  /** Without steps there is no decay: the first value stays. */
  readonly transitionSteps: number;
  /** The factor per `transitionSteps` steps; 0 stands for no decay. */
  readonly decayRate: number;
  /** Steps before the decay begins; default 0, which also stands for what is below. */
  readonly transitionBegin?: number;
  /** Decay in jumps, once per `transitionSteps`; default false. */
  readonly staircase?: boolean;
  /** The value at which decay stops: a floor if the rate is below 1, else a ceiling. */
  readonly endValue?: Scalar;
}

/** How each of the {@link ExponentialDecayOptions} is read. */
export const decayScheduleReaders: OptionReaders<ExponentialDecayOptions> = {
  ...scalars("initValue", "endValue"),
  transitionSteps: numberOption,
  decayRate: numberOption,
  transitionBegin: numberOption,
  staircase: booleanOption,
};

/**
 * init · rate^((count - begin) / N), with the exponent rounded down if `staircase`.
 *
 * @param options - see {@link ExponentialDecayOptions}: an object, or by position.
 * @example
 * ```ts
 * import { exponentialDecay } from "@proj/optim";
 * const schedule = exponentialDecay({ initValue: 1, decayRate: 0.5, transitionSteps: 10 });
 * [0, 10, 20].map((count) => schedule(count).item()); // ≈ [1, 0.5, 0.25]
 * ```
 */
export function exponentialDecay(options: ExponentialDecayOptions): Schedule;
export function exponentialDecay(
  initValue: Scalar,
  transitionSteps: number,
  decayRate: number,
  transitionBegin?: number,
  staircase?: boolean,
  endValue?: Scalar,
): Schedule;
export function exponentialDecay(...args: readonly unknown[]): Schedule {
  const names = ["initValue", "transitionSteps", "decayRate", "transitionBegin", "staircase", "endValue"] as const;
  return decay(readSchedule("exponentialDecay", args, names, decayScheduleReaders, names.slice(0, 3)));
}

function decay(options: ExponentialDecayOptions): Schedule {
  const { initValue, decayRate, transitionSteps, transitionBegin = 0, staircase = false, endValue } = options;
  if (transitionSteps <= 0 || decayRate === 0) return constantSchedule(initValue);
  const begin = Math.max(0, transitionBegin);
  return (count, dtype = "float32") => {
    const since = convert(toArray(count), dtype).sub(begin);
    const periods = since.div(transitionSteps);
    const first = inDType(initValue, dtype);
    const decayed = scalar(decayRate, dtype)
      .pow(staircase ? floor(periods) : periods)
      .mul(first);
    const value = where(since.le(0), first, decayed);
    if (endValue === undefined) return value;
    return (decayRate < 1 ? maximum : minimum)(value, beside(endValue, value));
  };
}
