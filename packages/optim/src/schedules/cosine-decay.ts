import { cos, minimum } from "@proj/array";
import { convert, numberOption, toArray, type OptionReaders } from "@proj/array/core";
import { beside } from "../arrays.ts";
import { oneMinus, scalars, type Scalar } from "../hyperparameters.ts";
import type { Schedule } from "../transformation.ts";
import { noSteps, readSchedule } from "./read.ts";

/** What {@link cosineDecaySchedule} goes through. */
export interface CosineDecayOptions {
  readonly initValue: Scalar;
  /** Steps from the first value to the last; at least one. */
  readonly decaySteps: number;
  /** The last value as a fraction of the first; default 0. */
  readonly alpha?: Scalar;
  /** The exponent of the cosine; default 1. */
  readonly exponent?: Scalar;
}

const readers: OptionReaders<CosineDecayOptions> = {
  ...scalars("initValue", "alpha", "exponent"),
  decaySteps: numberOption,
};

/**
 * init · ((1 - alpha) · (½ (1 + cos(π min(count, N) / N)))^exponent + alpha) (Loshchilov & Hutter 2017).
 *
 * @param options - see {@link CosineDecayOptions}: an object, or by position.
 * @throws UsageError when there are no steps to decay in.
 * @example
 * ```ts
 * import { cosineDecaySchedule } from "@proj/optim";
 * const schedule = cosineDecaySchedule({ initValue: 1, decaySteps: 10 });
 * [0, 5, 10].map((count) => schedule(count).item()); // ≈ [1, 0.5, 0]
 * ```
 */
export function cosineDecaySchedule(options: CosineDecayOptions): Schedule;
export function cosineDecaySchedule(initValue: Scalar, decaySteps: number, alpha?: Scalar, exponent?: Scalar): Schedule;
export function cosineDecaySchedule(...args: readonly unknown[]): Schedule {
  const names = ["initValue", "decaySteps", "alpha", "exponent"] as const;
  const options = readSchedule("cosineDecaySchedule", args, names, readers, names.slice(0, 2));
  const { decaySteps } = options;
  if (!(decaySteps > 0)) throw noSteps("cosineDecaySchedule", `decaySteps: ${decaySteps}`, "a positive decaySteps");
  return cosineDecay(options);
}

/** The schedule of options that were read. */
export function cosineDecay({ initValue, decaySteps, alpha = 0, exponent = 1 }: CosineDecayOptions): Schedule {
  return (count, dtype = "float32") => {
    const done = minimum(convert(toArray(count), dtype), decaySteps).div(decaySteps);
    const cosine = cos(done.mul(Math.PI)).add(1).mul(0.5);
    return cosine
      .pow(beside(exponent, cosine))
      .mul(beside(oneMinus(alpha), cosine))
      .add(beside(alpha, cosine))
      .mul(beside(initValue, cosine));
  };
}
