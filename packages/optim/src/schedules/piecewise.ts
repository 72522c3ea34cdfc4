import { cos, where, type NDArray } from "@proj/array";
import {
  choiceOption,
  convert,
  numberOption,
  readArgument,
  toArray,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import { beside } from "../arrays.ts";
import { inDType, over, plus, minus, scalarOption, scalars, times, type Scalar } from "../hyperparameters.ts";
import type { Schedule } from "../transformation.ts";
import { readSchedule, scalesOption, sortedScales } from "./read.ts";

/** Factors under the steps at which they take effect. */
export type BoundariesAndScales = Readonly<Record<number, number>>;

/**
 * Constant pieces: at each given step the value is multiplied by a factor.
 *
 * @param initValue - the first value; a number or a scalar.
 * @param boundariesAndScales - factors under their steps; default none.
 * @example
 * ```ts
 * import { piecewiseConstantSchedule } from "@proj/optim";
 * const schedule = piecewiseConstantSchedule(1, { 10: 0.5, 20: 0.1 });
 * [9, 10, 20].map((count) => schedule(count).item()); // ≈ [1, 0.5, 0.05]
 * ```
 */
export function piecewiseConstantSchedule(initValue: Scalar, boundariesAndScales: BoundariesAndScales = {}): Schedule {
  const operation = "piecewiseConstantSchedule";
  const first = readArgument(operation, "initValue", initValue, scalarOption);
  const pieces = sortedScales(readArgument(operation, "boundariesAndScales", boundariesAndScales, scalesOption));
  return (given, dtype = "float32") => {
    const count = convert(toArray(given), dtype);
    return pieces.reduce(
      (value, [step, factor]) => where(count.ge(step), value.mul(factor), value),
      inDType(first, dtype),
    );
  };
}

type Interpolation = "linear" | "cosine";

const between: { readonly [I in Interpolation]: (start: Scalar, end: Scalar, part: NDArray) => NDArray } = {
  linear: (start, end, part) => part.mul(beside(plus(end, minus(start)), part)).add(beside(start, part)),
  cosine: (start, end, part) =>
    cos(part.mul(Math.PI))
      .add(1)
      .mul(beside(over(plus(start, minus(end)), 2), part))
      .add(beside(end, part)),
};

function interpolated(kind: Interpolation, initValue: Scalar, scales: BoundariesAndScales): Schedule {
  const pieces = sortedScales(scales);
  const starts = [0, ...pieces.map(([step]) => step)];
  const values = pieces.reduce<Scalar[]>((all, [, factor]) => [...all, times(all.at(-1)!, factor)], [initValue]);
  return (given, dtype = "float32") => {
    const count = convert(toArray(given), dtype);
    const last = starts.length - 1;
    const end = where(count.ge(starts[last]!), inDType(values[last]!, dtype), 0);
    return pieces.reduce((value, [stop], k) => {
      const start = starts[k]!;
      const part = count.sub(start).div(Math.max(stop - start, 1));
      const inside = count.ge(start).mul(count.lt(stop));
      return where(inside, between[kind](values[k]!, values[k + 1]!, part), value);
    }, end);
  };
}

/**
 * Pieces between values that are products of factors: straight lines, or halves of a cosine.
 *
 * @param interpolateType - `"linear"` or `"cosine"`.
 * @param initValue - the first value; a number or a scalar.
 * @param boundariesAndScales - factors under the steps at which they are reached; default none.
 * @example
 * ```ts
 * import { piecewiseInterpolateSchedule } from "@proj/optim";
 * const schedule = piecewiseInterpolateSchedule("linear", 1, { 10: 0.5, 20: 0 });
 * [0, 5, 10, 15, 20].map((count) => schedule(count).item()); // ≈ [1, 0.75, 0.5, 0.25, 0]
 * ```
 */
export function piecewiseInterpolateSchedule(
  interpolateType: Interpolation,
  initValue: Scalar,
  boundariesAndScales: BoundariesAndScales = {},
): Schedule {
  const operation = "piecewiseInterpolateSchedule";
  const kind = readArgument(operation, "interpolateType", interpolateType, choiceOption("linear", "cosine"));
  const first = readArgument(operation, "initValue", initValue, scalarOption);
  return interpolated(kind, first, readArgument(operation, "boundariesAndScales", boundariesAndScales, scalesOption));
}

/** What {@link cosineOnecycleSchedule} goes through. */
export interface OnecycleOptions {
  /** The length of the cycle. */
  readonly transitionSteps: number;
  readonly peakValue: Scalar;
  /** The part of the steps after which the peak is reached; default 0.3. */
  readonly pctStart?: number;
  /** The first value is the peak over this; default 25. */
  readonly divFactor?: number;
  /** The last value is the first over this; default 1e4. */
  readonly finalDivFactor?: number;
}

/** What {@link linearOnecycleSchedule} goes through. */
export interface LinearOnecycleOptions extends OnecycleOptions {
  /** The part of the steps after which it is down at the first value again; default 0.85. */
  readonly pctFinal?: number;
}

const positive: OptionReader<number> = (value, place) => {
  if (typeof value === "number" && value > 0) return value;
  throw wrongOption(place, value, "a positive number of steps");
};

const onecycleReaders: OptionReaders<OnecycleOptions> = {
  ...scalars("peakValue"),
  transitionSteps: positive,
  pctStart: numberOption,
  divFactor: numberOption,
  finalDivFactor: numberOption,
};

/**
 * Up to the peak and down to almost nothing, along cosines (Smith & Topin 2018).
 *
 * @param options - see {@link OnecycleOptions}: an object, or by position.
 * @example
 * ```ts
 * import { cosineOnecycleSchedule } from "@proj/optim";
 * const schedule = cosineOnecycleSchedule({ transitionSteps: 10, peakValue: 1 });
 * [0, 3, 10].map((count) => schedule(count).item()); // ≈ [0.04, 1, 0]
 * ```
 */
export function cosineOnecycleSchedule(options: OnecycleOptions): Schedule;
export function cosineOnecycleSchedule(
  transitionSteps: number,
  peakValue: Scalar,
  pctStart?: number,
  divFactor?: number,
  finalDivFactor?: number,
): Schedule;
export function cosineOnecycleSchedule(...args: readonly unknown[]): Schedule {
  const names = ["transitionSteps", "peakValue", "pctStart", "divFactor", "finalDivFactor"] as const;
  const read = readSchedule("cosineOnecycleSchedule", args, names, onecycleReaders, names.slice(0, 2));
  const { transitionSteps, peakValue, pctStart = 0.3, divFactor = 25, finalDivFactor = 1e4 } = read;
  return interpolated("cosine", over(peakValue, divFactor), {
    [Math.trunc(pctStart * transitionSteps)]: divFactor,
    [Math.trunc(transitionSteps)]: 1 / (divFactor * finalDivFactor),
  });
}

/**
 * Up to the peak, down again and on to almost nothing, along straight lines (Smith & Topin 2018).
 *
 * @param options - see {@link LinearOnecycleOptions}: an object, or by position.
 * @example
 * ```ts
 * import { linearOnecycleSchedule } from "@proj/optim";
 * const schedule = linearOnecycleSchedule({ transitionSteps: 20, peakValue: 1 });
 * [0, 6, 17, 20].map((count) => schedule(count).item()); // ≈ [0.04, 1, 0.04, 0]
 * ```
 */
export function linearOnecycleSchedule(options: LinearOnecycleOptions): Schedule;
export function linearOnecycleSchedule(
  transitionSteps: number,
  peakValue: Scalar,
  pctStart?: number,
  pctFinal?: number,
  divFactor?: number,
  finalDivFactor?: number,
): Schedule;
export function linearOnecycleSchedule(...args: readonly unknown[]): Schedule {
  const names = ["transitionSteps", "peakValue", "pctStart", "pctFinal", "divFactor", "finalDivFactor"] as const;
  const readers: OptionReaders<LinearOnecycleOptions> = { ...onecycleReaders, pctFinal: numberOption };
  const read = readSchedule<LinearOnecycleOptions>("linearOnecycleSchedule", args, names, readers, names.slice(0, 2));
  const { transitionSteps, peakValue, pctStart = 0.3, pctFinal = 0.85, divFactor = 25, finalDivFactor = 1e4 } = read;
  return interpolated("linear", over(peakValue, divFactor), {
    [Math.trunc(pctStart * transitionSteps)]: divFactor,
    [Math.trunc(pctFinal * transitionSteps)]: 1 / divFactor,
    [transitionSteps]: 1 / finalDivFactor,
  });
}
