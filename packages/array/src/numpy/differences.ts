import { isFloat } from "../core/types/dtype.ts";
import { UsageError } from "@proj/tree/core";
import { take } from "../indexing/take.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { asArray, promoteOperands, type ArrayLike } from "../core/operands.ts";
import { finfo } from "./result-type.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import { bind } from "../core/trace.ts";
import { abs, add, divide, multiply, subtract } from "./arithmetic.ts";
import { elementwiseBinary, toFloat } from "./elementwise.ts";
import { moveaxis } from "./reshaping.ts";
import { sum } from "./reduction.ts";
import { clip, where } from "./selection.ts";
import { searchsorted } from "./sorting.ts";

/** All but the first, and all but the last, along an axis. */
function neighbours(x: NDArray, axis: number): [later: NDArray, earlier: NDArray] {
  const length = x.shape[axis]!;
  const cut = (from: number, to: number): NDArray =>
    bind("slice", [x], {
      start: x.shape.map((_, other) => (other === axis ? from : 0)),
      limit: x.shape.with(axis, to),
      strides: x.shape.map(() => 1),
    })[0];
  return [cut(Math.min(1, length), length), cut(0, Math.max(0, length - 1))];
}

/**
 * Differences of neighbours along an axis: `x[i + 1] - x[i]`; of booleans, whether they differ.
 *
 * @param n - how often it is repeated; default 1.
 * @param axis - default the last.
 * @example
 * import { array, diff } from "@proj/array";
 * diff(array([1, 4, 9])); // → [3, 5]
 */
export function diff(
  x: ArrayLike,
  { n = 1, axis = -1 }: { readonly n?: number; readonly axis?: number } = {},
): NDArray {
  const array = asArray(x, "diff");
  const along = normalizeAxis(axis, array.ndim, "diff");
  let result = array;
  for (let round = 0; round < n; round++) {
    const [later, earlier] = neighbours(result, along);
    result = elementwiseBinary(array.dtype === "bool" ? "ne" : "sub", later, earlier, "diff");
  }
  return result;
}

/** Where the samples of {@link trapezoid} lie. */
export interface TrapezoidOptions {
  /** Their places: a vector, or an array of the shape of the samples. */
  readonly x?: ArrayLike;
  /** Their distance, if they are equidistant; default 1. */
  readonly dx?: ArrayLike;
  /** Default the last. */
  readonly axis?: number;
}

/**
 * The integral over sampled values by the trapezoidal rule, along an axis.
 *
 * @example
 * import { array, trapezoid } from "@proj/array";
 * trapezoid(array([1, 2, 3]), { dx: 0.5 }); // → 2
 */
export function trapezoid(y: ArrayLike, { x, dx = 1, axis = -1 }: TrapezoidOptions = {}): NDArray {
  const samples = toFloat(asArray(y, "trapezoid"));
  const lines = moveaxis(samples, normalizeAxis(axis, samples.ndim, "trapezoid"), -1);
  const places = x === undefined ? null : asArray(x, "trapezoid");
  const width = places === null ? dx : diff(places.ndim === 1 ? places : moveaxis(places, axis, -1));
  const [later, earlier] = neighbours(lines, lines.ndim - 1);
  return multiply(0.5, sum(multiply(width, add(later, earlier)), { axis: -1 }));
}

/** What {@link interp} gives beyond the ends. */
export interface InterpOptions {
  /** Before the first place; default the first value. */
  readonly left?: ArrayLike;
  /** After the last place; default the last value. */
  readonly right?: ArrayLike;
}

/**
 * The piecewise linear function through given points.
 *
 * @param x - where to evaluate it; any shape.
 * @param places - vector of ascending places.
 * @param values - vector of the values there.
 * @throws UsageError when places and values are not vectors of one length.
 * @example
 * import { array, interp } from "@proj/array";
 * interp(array([0.5, 5]), array([0, 1]), array([10, 20])); // → [15, 20]
 */
export function interp(
  x: ArrayLike,
  places: ArrayLike,
  values: ArrayLike,
  { left, right }: InterpOptions = {},
): NDArray {
  const [at, knots, heights] = promoteOperands("interp", [x, places, values]).map(toFloat) as [
    NDArray,
    NDArray,
    NDArray,
  ];
  if (knots.ndim !== 1 || heights.ndim !== 1 || knots.length !== heights.length || knots.length === 0) {
    throw new UsageError({
      operation: "interp",
      received: `places ${knots.describe()} and values ${heights.describe()}`,
      expected: "two vectors of one length, not empty",
      remedy: "for values with more axes use vmap",
    });
  }
  const first = heights.get(0);
  const last = heights.get(-1);
  const upper = clip(searchsorted(knots, at, { side: "right" }), 1, Math.max(1, knots.length - 1));
  const lower = subtract(upper, 1);
  const pick = (vector: NDArray, positions: NDArray): NDArray => take(vector, positions, { mode: "clip" });
  const width = subtract(pick(knots, upper), pick(knots, lower));
  // Two equal places make a jump; dividing by 1 instead of 0 keeps the derivative finite.
  const jump = elementwiseBinary(
    "le",
    abs(width),
    finfo(isFloat(knots.dtype) ? knots.dtype : "float32").smallestSubnormal,
  );
  const fraction = divide(subtract(at, pick(knots, lower)), where(jump, 1, width));
  const start = pick(heights, lower);
  const inside = where(jump, start, add(start, multiply(fraction, subtract(pick(heights, upper), start))));
  const afterLeft = where(elementwiseBinary("lt", at, knots.get(0)), left ?? first, inside);
  return where(elementwiseBinary("gt", at, knots.get(-1)), right ?? last, afterLeft);
}
