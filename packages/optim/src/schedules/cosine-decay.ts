import { cos, minimum, UsageError } from "@proj/array";
import { convert, readNeededOptions, type OptionReaders } from "@proj/array/core";
import { numbers } from "../hyperparameters.ts";
import type { Schedule } from "../transformation.ts";

/** What {@link cosineDecaySchedule} goes through. */
export interface CosineDecayOptions {
  readonly initValue: number;
  /** Steps from the first value to the last; at least one. */
  readonly decaySteps: number;
  /** The last value as a fraction of the first; default 0. */
  readonly alpha?: number;
  /** The exponent of the cosine; default 1. */
  readonly exponent?: number;
}

const readers: OptionReaders<CosineDecayOptions> = numbers("initValue", "decaySteps", "alpha", "exponent");

/**
 * init · ((1 - alpha) · (½ (1 + cos(π min(count, N) / N)))^exponent + alpha) (Loshchilov & Hutter 2017).
 *
 * @param options - see {@link CosineDecayOptions}.
 * @throws UsageError when there are no steps to decay in.
 * @example
 * ```ts
 * import { scalar } from "@proj/array/core";
 * import { cosineDecaySchedule } from "@proj/optim";
 * const schedule = cosineDecaySchedule({ initValue: 1, decaySteps: 10 });
 * [0, 5, 10].map((count) => schedule(scalar(count, "int32")).item()); // ≈ [1, 0.5, 0]
 * ```
 */
export function cosineDecaySchedule(options: CosineDecayOptions): Schedule {
  const {
    initValue,
    decaySteps,
    alpha = 0,
    exponent = 1,
  } = readNeededOptions("cosineDecaySchedule", options, readers, ["initValue", "decaySteps"]);
  if (!(decaySteps > 0)) throw noSteps("cosineDecaySchedule", `decaySteps: ${decaySteps}`, "a positive decaySteps");
  return (count, dtype = "float32") => {
    const done = minimum(convert(count, dtype), decaySteps).div(decaySteps);
    const cosine = cos(done.mul(Math.PI)).add(1).mul(0.5);
    return cosine
      .pow(exponent)
      .mul(1 - alpha)
      .add(alpha)
      .mul(initValue);
  };
}

/** A cosine has no shape without steps. */
export function noSteps(operation: string, received: string, expected: string): UsageError {
  return new UsageError({
    operation,
    received,
    expected,
    remedy: "give the decay at least one step, or take constantSchedule",
  });
}
