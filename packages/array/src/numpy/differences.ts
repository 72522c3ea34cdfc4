import {
  integerOption,
  nullableOption,
  readOptions,
  readPositionalOptions,
  UsageError,
  type OptionReader,
  type OptionReaders,
} from "@proj/tree/core";
import { take } from "../indexing/take.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toArray, broadcastTo, convert, promotedType, promoteTo, type ArrayLike } from "../core/operands.ts";
import { arrayOption, axisOption, readAxisOptions, type AxisOr } from "../core/options.ts";
import { checkDomain } from "../core/scalar/check-domain.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import { floatOf, isInteger } from "../core/types/dtype.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import { reshape, sliceInDim } from "../lax/movement.ts";
import { sort as sortTogether } from "../lax/ordering.ts";
import { abs, add, divide, floorDivide, multiply, negative, remainder, subtract } from "./arithmetic.ts";
import { equal, greater, less, lessEqual, notEqual } from "./comparison.ts";
import { cumsum } from "./cumulative.ts";
import { inFloat, inNumber } from "./elementwise.ts";
import { concatenate } from "./joining.ts";
import { logicalAnd } from "./logical.ts";
import { sum } from "./reduction.ts";
import { moveaxis } from "./reshaping.ts";
import { finfo } from "./result-type.ts";
import { clip, where } from "./selection.ts";
import { searchsorted } from "./sorting.ts";

/** All but the first, and all but the last, along an axis. */
function neighbours(x: NDArray, axis: number): [later: NDArray, earlier: NDArray] {
  const length = x.shape[axis]!;
  return [sliceInDim(x, Math.min(1, length), length, 1, axis), sliceInDim(x, 0, Math.max(0, length - 1), 1, axis)];
}

/** Options of {@link diff}; also given by position, in this order. */
export interface DiffOptions {
  /** How often differences are taken; default 1, and 0 gives the array itself, without what comes before and behind. */
  readonly n?: number;
  /** Default the last. */
  readonly axis?: number;
  /** What comes before the elements along the axis: a scalar, or an array with the other axes of `x`. */
  readonly prepend?: ArrayLike | null;
  /** What comes behind them. */
  readonly append?: ArrayLike | null;
}

const diffReaders: OptionReaders<DiffOptions> = {
  n: integerOption(0),
  axis: axisOption,
  prepend: nullableOption(arrayOption),
  append: nullableOption(arrayOption),
};

/**
 * Differences of neighbours along an axis: `x[i + 1] - x[i]`; of booleans, whether they differ.
 *
 * @param n - how often it is repeated, default once; or {@link DiffOptions}.
 * @param axis - default the last; or options.
 * @param prepend - what comes before the elements; or options.
 * @param append - what comes behind them; or options.
 * @example
 * import { array, diff } from "@proj/array";
 * diff(array([1, 4, 9])); // → [3, 5]
 * diff(array([1, 4, 9]), { prepend: 0 }); // → [1, 3, 5]
 */
export function diff(
  x: ArrayLike,
  n?: number | DiffOptions,
  axis?: number | DiffOptions,
  prepend?: ArrayLike | null | DiffOptions,
  append?: ArrayLike | null | DiffOptions,
): NDArray {
  const names = ["n", "axis", "prepend", "append"] as const;
  const read = readPositionalOptions<DiffOptions>("diff", [n, axis, prepend, append], names, diffReaders);
  const array = toArray(x, "diff");
  if (read.n === 0) return array;
  const along = normalizeAxis(read.axis ?? -1, array.ndim, "diff");
  const column = (values: ArrayLike | null | undefined): NDArray[] => {
    if (values === null || values === undefined) return [];
    const added = promoteTo("diff", values, promotedType("diff", [array, values]));
    return [added.ndim === 0 ? broadcastTo(added, array.shape.with(along, 1)) : added];
  };
  const [before, after] = [column(read.prepend), column(read.append)];
  let result = before.length + after.length === 0 ? array : concatenate([...before, array, ...after], along);
  const difference = result.dtype === "bool" ? notEqual : subtract;
  for (let round = 0; round < (read.n ?? 1); round++) result = difference(...neighbours(result, along));
  return result;
}

/** Options of {@link ediff1d}. */
export interface Ediff1dOptions {
  /** What comes behind the differences. */
  readonly toEnd?: ArrayLike | null;
  /** What comes before them. */
  readonly toBegin?: ArrayLike | null;
}

const ediffReaders: OptionReaders<Ediff1dOptions> = {
  toEnd: nullableOption(arrayOption),
  toBegin: nullableOption(arrayOption),
};

/**
 * Differences of neighbours in one row of all elements.
 *
 * @param options - see {@link Ediff1dOptions}.
 * @throws UsageError for booleans.
 * @example
 * import { array, ediff1d } from "@proj/array";
 * ediff1d(array([1, 4, 9]), { toBegin: 0 }); // → [0, 3, 5]
 */
export function ediff1d(x: ArrayLike, options?: Ediff1dOptions): NDArray {
  const { toEnd = null, toBegin = null } = readOptions<Ediff1dOptions>("ediff1d", options, ediffReaders);
  const array = toArray(x, "ediff1d");
  const flat = reshape(array, [array.size]);
  checkDomain("ediff1d", "number", flat.aval);
  const [later, earlier] = neighbours(flat, 0);
  const row = (values: ArrayLike | null): NDArray[] => {
    if (values === null) return [];
    const added = toArray(values, "ediff1d");
    return [convert(reshape(added, [added.size]), flat.dtype)];
  };
  return concatenate([...row(toBegin), subtract(later, earlier), ...row(toEnd)]);
}

/** Options of {@link unwrap}. */
export interface UnwrapOptions {
  /** Jumps below this stay; default, and at least, half a period. */
  readonly discont?: ArrayLike | null;
  /** Default the last. */
  readonly axis?: number;
  /** Default 2π. */
  readonly period?: ArrayLike;
}

const unwrapReaders: OptionReaders<UnwrapOptions> = {
  discont: nullableOption(arrayOption),
  axis: axisOption,
  period: arrayOption,
};

/**
 * Angles along an axis without the jumps by whole periods between neighbours.
 *
 * @param options - the axis alone, or {@link UnwrapOptions}; default the last axis and 2π.
 * @throws UsageError for an axis that the array lacks.
 * @example
 * import { array, unwrap } from "@proj/array";
 * unwrap(array([0, 3, 7, 1]), { period: 8 }); // → [0, 3, 7, 9]
 */
export function unwrap(x: ArrayLike, options?: AxisOr<UnwrapOptions>): NDArray {
  const read = readAxisOptions<UnwrapOptions>("unwrap", options, unwrapReaders);
  const { axis = -1, period: given = 2 * Math.PI, discont = null } = read;
  const type = inNumber(promotedType("unwrap", [x, given]));
  const [angles, period] = [promoteTo("unwrap", x, type), promoteTo("unwrap", given, type)];
  const along = normalizeAxis(axis, angles.ndim, "unwrap");
  const length = angles.shape[along]!;
  if (length === 0) return angles;
  const interval = isInteger(type.dtype) ? floorDivide(period, 2) : divide(period, 2);
  const [later, earlier] = neighbours(angles, along);
  const step = subtract(later, earlier);
  const wrapped = subtract(remainder(add(step, interval), period), interval);
  const upwards = logicalAnd(equal(wrapped, negative(interval)), greater(step, 0));
  const within = where(upwards, interval, wrapped);
  const correction = where(less(abs(step), discont ?? divide(period, 2)), 0, subtract(within, step));
  return concatenate([sliceInDim(angles, 0, 1, 1, along), add(later, cumsum(correction, along))], along);
}

/** Where the samples of {@link trapezoid} lie. */
export interface TrapezoidOptions {
  /** Their places: a vector, or an array of the shape of the samples. */
  readonly x?: ArrayLike;
  /** Their distances: one for all, or an array that broadcasts to the gaps between the samples; default 1. */
  readonly dx?: ArrayLike;
  /** Default the last. */
  readonly axis?: number;
}

const trapezoidReaders: OptionReaders<TrapezoidOptions> = { x: arrayOption, dx: arrayOption, axis: axisOption };

/**
 * The integral over sampled values by the trapezoidal rule, along an axis.
 *
 * @param options - the places of the samples alone, or {@link TrapezoidOptions}; default places of distance 1.
 * @param more - further options where the places stand alone.
 * @example
 * import { array, trapezoid } from "@proj/array";
 * trapezoid(array([1, 2, 3]), { dx: 0.5 }); // → 2
 */
export function trapezoid(
  y: ArrayLike,
  options?: NDArray | TrapezoidOptions,
  more?: Omit<TrapezoidOptions, "x">,
): NDArray {
  const given = isNDArray(options) ? { ...readOptions("trapezoid", more, trapezoidReaders), x: options } : options;
  const { x, dx = 1, axis = -1 } = readOptions<TrapezoidOptions>("trapezoid", given, trapezoidReaders);
  const type = inFloat(promotedType("trapezoid", x === undefined ? [y] : [y, x]));
  const samples = promoteTo("trapezoid", y, type);
  const lines = moveaxis(samples, normalizeAxis(axis, samples.ndim, "trapezoid"), -1);
  const places = x === undefined ? null : promoteTo("trapezoid", x, type);
  const width =
    places === null ? gapsOf(dx, samples.ndim, axis) : diff(places.ndim === 1 ? places : moveaxis(places, axis, -1));
  const [later, earlier] = neighbours(lines, lines.ndim - 1);
  return multiply(0.5, sum(multiply(width, add(later, earlier)), -1));
}

/** Distances along an axis of arrays with some axes, as distances along the last. */
function gapsOf(dx: ArrayLike, rank: number, axis: number): NDArray {
  const gaps = toArray(dx, "trapezoid");
  if (gaps.ndim === 0 || gaps.ndim > rank) return gaps;
  return moveaxis(reshape(gaps, [...new Array<number>(rank - gaps.ndim).fill(1), ...gaps.shape]), axis, -1);
}

/** What {@link interp} gives beyond the ends. */
export interface InterpOptions {
  /** Before the first place; default the first value. `"extrapolate"` continues the first line. */
  readonly left?: ArrayLike | "extrapolate";
  /** After the last place; default the last value. `"extrapolate"` continues the last line. */
  readonly right?: ArrayLike | "extrapolate";
  /** The period of the function, which then has no ends; the places need not ascend. */
  readonly period?: ArrayLike;
}

const endOption: OptionReader<ArrayLike | "extrapolate"> = (value, place) =>
  value === "extrapolate" ? value : arrayOption(value, place);
const interpReaders: OptionReaders<InterpOptions> = { left: endOption, right: endOption, period: arrayOption };

/**
 * The piecewise linear function through given points.
 *
 * @param x - where to evaluate it; any shape.
 * @param places - vector of ascending places.
 * @param values - vector of the values there.
 * @param options - see {@link InterpOptions}.
 * @throws UsageError when places and values are not vectors of one length.
 * @example
 * import { array, interp } from "@proj/array";
 * interp(array([0.5, 5]), array([0, 1]), array([10, 20])); // → [15, 20]
 */
export function interp(x: ArrayLike, places: ArrayLike, values: ArrayLike, options?: InterpOptions): NDArray {
  const { left, right, period } = readOptions<InterpOptions>("interp", options, interpReaders);
  const placeType = inFloat(promotedType("interp", [x, places]));
  let [at, knots] = [promoteTo("interp", x, placeType), promoteTo("interp", places, placeType)];
  let heights = promoteTo("interp", values, inFloat(promotedType("interp", [values])));
  if (knots.ndim !== 1 || heights.ndim !== 1 || knots.length !== heights.length || knots.length === 0) {
    throw new UsageError({
      operation: "interp",
      received: `places ${knots.describe()} and values ${heights.describe()}`,
      expected: "two vectors of one length, not empty",
      remedy: "for values with more axes use vmap",
    });
  }
  if (period !== undefined) {
    const turn = abs(period);
    at = remainder(at, turn);
    const [sorted, following] = sortTogether([remainder(knots, turn), heights]) as [NDArray, NDArray];
    knots = concatenate([subtract(sorted.get("-1:"), turn), sorted, add(sorted.get(":1"), turn)]);
    heights = concatenate([following.get("-1:"), following, following.get(":1")]);
  }
  const upper = clip(searchsorted(knots, at, "right"), 1, Math.max(1, knots.length - 1));
  const lower = subtract(upper, 1);
  const pick = (vector: NDArray, positions: NDArray): NDArray => take(vector, positions, { mode: "clip" });
  const width = subtract(pick(knots, upper), pick(knots, lower));
  // Two equal places make a jump; dividing by 1 instead of 0 keeps the derivative finite.
  const jump = lessEqual(abs(width), finfo(floatOf(knots.dtype)).smallestSubnormal);
  const fraction = divide(subtract(at, pick(knots, lower)), where(jump, 1, width));
  const start = pick(heights, lower);
  const inside = where(jump, start, add(start, multiply(fraction, subtract(pick(heights, upper), start))));
  if (period !== undefined) return inside;
  const afterLeft = left === "extrapolate" ? inside : where(less(at, knots.get(0)), left ?? heights.get(0), inside);
  return right === "extrapolate" ? afterLeft : where(greater(at, knots.get(-1)), right ?? heights.get(-1), afterLeft);
}
