import { booleanOption, choiceOption, UsageError, type OptionReaders } from "@proj/tree/core";
import { convert, promotedType, promoteTo, toArray, type ArrayLike } from "../core/operands.ts";
import { arrayOption, axesOption, readAxisOptions, type AxisOr } from "../core/options.ts";
import { normalizeAxes, shapesEqual, sizeOf } from "../core/types/shape.ts";
import { take, takeAlongAxis } from "../indexing/take.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { inFloat, toFloat, toStrong } from "./elementwise.ts";
import { axisReaders, keptShape, type AxisOptions } from "./reduction.ts";
import { moveaxis } from "./reshaping.ts";
import { where } from "./selection.ts";
import { isnan } from "./special-values.ts";

/**
 * What lies at a place between two elements:
 *
 * - `"linear"` (the default): the line through both;
 * - `"lower"`, `"higher"`, `"nearest"`: one of them;
 * - `"midpoint"`: half way;
 * - `"inverted_cdf"`: the first element with so much weight at and below it.
 */
export type QuantileMethod = "linear" | "lower" | "higher" | "midpoint" | "nearest" | "inverted_cdf";

/** Options of {@link quantile} and its relatives. */
export interface QuantileOptions extends AxisOptions {
  /** Default `"linear"`. */
  readonly method?: QuantileMethod;
  /** What each element counts, for `"inverted_cdf"`: in the shape of the array, or of the axes that are folded. */
  readonly weights?: ArrayLike;
}

const quantileReaders: OptionReaders<QuantileOptions> = {
  axis: axesOption,
  keepdims: booleanOption,
  method: choiceOption("linear", "lower", "higher", "midpoint", "nearest", "inverted_cdf"),
  weights: arrayOption,
};

/** An array with the axes that are folded as its last one. */
function lastAxis(x: NDArray, axes: readonly number[]): NDArray {
  const rest = x.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
  const moved = lax.transpose(x, [...rest, ...axes]);
  return lax.reshape(moved, [...rest.map((axis) => x.shape[axis]!), sizeOf(axes.map((axis) => x.shape[axis]!))]);
}

function fold(operation: string, x: ArrayLike, q: NDArray, options: QuantileOptions, ignoresNaN: boolean): NDArray {
  const { method = "linear", keepdims = false, weights } = options;
  const array =
    weights === undefined
      ? toStrong(toFloat(toArray(x, operation)))
      : promoteTo(operation, x, inFloat(promotedType(operation, [x, weights])));
  const axes = normalizeAxes(options.axis, array.ndim, operation).toSorted((a, b) => a - b);
  if (q.ndim > 1) {
    throw new UsageError({
      operation,
      received: `q ${q.describe()}`,
      expected: "a scalar or a vector",
      remedy: "ravel it, and reshape the result",
    });
  }
  const values = lastAxis(array, axes);
  if (values.shape.at(-1) === 0) {
    throw new UsageError({
      operation,
      received: `${array.describe()} over axes [${axes.join(", ")}]`,
      expected: "at least one element",
      remedy: "check the shape first",
    });
  }
  const places = lax.reshape(q, [q.size]);
  const lines =
    weights !== undefined || method === "inverted_cdf"
      ? byWeight(values, weightsOf(operation, array, axes, method, weights), places, ignoresNaN)
      : between(values, places, method, ignoresNaN);
  const kept = keptShape(array.shape, axes);
  const shape = keepdims ? kept : kept.filter((_, axis) => !axes.includes(axis));
  // Places may be finer than the elements between which they lie.
  return lax.reshape(moveaxis(convert(lines, array.dtype), -1, 0), [...q.shape, ...shape]);
}

/** The quantiles along the last axis, one for each place. */
function between(values: NDArray, q: NDArray, method: QuantileMethod, ignoresNaN: boolean): NDArray {
  const last = values.ndim - 1;
  const length = values.shape[last]!;
  const missing = isnan(values);
  const spoilt = lax.reshape(lax.reduceOr(missing, [last]), values.shape.with(last, 1));
  // One NaN makes a whole line NaN, unless they are left out; then they are behind the last element.
  const [sorted] = lax.sort([ignoresNaN ? where(missing, NaN, values) : where(spoilt, NaN, values)], last) as [NDArray];
  const present = lax.sub(length, lax.reduceSum(convert(missing, "int32"), [last]));
  const count = ignoresNaN ? lax.reshape(convert(present, q.dtype), values.shape.with(last, 1)) : null;
  const highest = count === null ? length - 1 : count.sub(1);
  const position = q.mul(highest);
  const [below, above] = [lax.floor(position), lax.ceil(position)];
  const weight = lax.sub(position, below);
  const bounded = (place: NDArray): NDArray => {
    const whole = lax.max(
      0,
      typeof highest === "number" ? lax.min(place, highest) : where(place.lt(highest), place, highest),
    );
    return convert(whole, "int32");
  };
  const pick = (place: NDArray): NDArray =>
    count === null
      ? take(sorted, bounded(place), { axis: last, mode: "clip" })
      : takeAlongAxis(sorted, bounded(place), last, { mode: "clip" });
  switch (method) {
    case "lower":
      return pick(below);
    case "higher":
      return pick(above);
    case "nearest":
      return where(weight.le(0.5), pick(below), pick(above));
    case "midpoint":
      return pick(below).add(pick(above)).mul(0.5);
    case "linear":
    case "inverted_cdf":
      return convert(pick(below), q.dtype)
        .mul(lax.sub(1, weight))
        .add(convert(pick(above), q.dtype).mul(weight));
  }
}

/** What each element counts, with the axes that are folded as the last one. */
function weightsOf(
  operation: string,
  x: NDArray,
  axes: readonly number[],
  method: QuantileMethod,
  weights: ArrayLike | undefined,
): NDArray {
  if (method !== "inverted_cdf") {
    throw new UsageError({
      operation,
      received: `weights with method "${method}"`,
      expected: 'method: "inverted_cdf", the only one for which weights have a meaning',
      remedy: 'pass { method: "inverted_cdf", weights }',
    });
  }
  if (weights === undefined) return lastAxis(lax.full(x.shape, 1, x.dtype), axes);
  const given = convert(toArray(weights, operation), x.dtype);
  if (shapesEqual(given.shape, x.shape)) return lastAxis(given, axes);
  if (
    axes.length < x.ndim &&
    shapesEqual(
      given.shape,
      axes.map((axis) => x.shape[axis]!),
    )
  )
    return lastAxis(lax.broadcastInDim(given, x.shape, axes), axes);
  throw new UsageError({
    operation,
    received: `weights ${given.describe()} for ${x.describe()} over axes [${axes.join(", ")}]`,
    expected: "the shape of the array, or of the axes that are folded",
    remedy: "broadcast the weights to the shape of the array",
  });
}

/** The first elements along the last axis at and below which there is so much weight. */
function byWeight(values: NDArray, weights: NDArray, q: NDArray, ignoresNaN: boolean): NDArray {
  const last = values.ndim - 1;
  const length = values.shape[last]!;
  const missing = isnan(values);
  const [sorted, ordered] = lax.sort([where(missing, NaN, values), weights], last) as [NDArray, NDArray];
  const bad = lax.bitwiseOr(lax.lt(ordered, 0), lax.ne(ordered, ordered));
  const counted = where(lax.bitwiseOr(bad, isnan(sorted)), 0, ordered);
  const running = lax.cumsum(counted, last);
  const total = lax.sliceInDim(running, length - 1, length, 1, last);
  const target = q.mul(total);
  // How many elements come before: for each line and each place.
  const wide = [...running.shape, q.size];
  const isBefore = lax.lt(
    lax.broadcastInDim(running, wide, [...running.shape.keys()]),
    lax.broadcastInDim(target, wide, [...running.shape.keys()].with(last, last + 1)),
  );
  const before = lax.reduceSum(convert(isBefore, "int32"), [last]);
  const present = lax.sub(length, lax.reduceSum(convert(missing, "int32"), [last]));
  const most = lax.reshape(ignoresNaN ? lax.sub(present, 1) : lax.full(present.shape, length - 1, "int32"), [
    ...present.shape,
    1,
  ]);
  const place = lax.max(0, where(before.lt(most), before, most));
  const found = takeAlongAxis(sorted, place, last, { mode: "clip" });
  const anyBad = lax.reduceOr(bad, [last]);
  const spoilt = ignoresNaN ? lax.eq(present, 0) : lax.lt(present, length);
  const isWrong = lax.bitwiseOr(anyBad, spoilt);
  return where(lax.reshape(isWrong, [...isWrong.shape, 1]), NaN, found);
}

function quantiles(
  operation: string,
  x: ArrayLike,
  q: ArrayLike,
  options: AxisOr<QuantileOptions> | undefined,
  ignoresNaN: boolean,
): NDArray {
  const read = readAxisOptions<QuantileOptions>(operation, options, quantileReaders);
  const isDouble = toArray(x, operation).dtype === "float64";
  const places = isDouble
    ? promoteTo(operation, q, { dtype: "float64", weakType: false })
    : toFloat(toArray(q, operation));
  return fold(operation, x, operation.endsWith("percentile") ? places.div(100) : places, read, ignoresNaN);
}

/**
 * The values below which given parts of the elements lie.
 *
 * @param q - the parts, from 0 to 1: a scalar, or a vector whose axis is the first of the result.
 * @param options - the axes alone, or {@link QuantileOptions}; default all axes.
 * @returns floats; NaN where an element is.
 * @throws UsageError when there are no elements, and for weights that do not fit.
 * @example
 * import { array, quantile } from "@proj/array";
 * quantile(array([1, 2, 4, 8]), 0.5); // → 3
 * quantile(array([1, 2, 4, 8]), array([0, 1])); // → [1, 8]
 */
export function quantile(x: ArrayLike, q: ArrayLike, options?: AxisOr<QuantileOptions>): NDArray {
  return quantiles("quantile", x, q, options, false);
}

/**
 * The values below which given parts lie of the elements that are not NaN.
 *
 * @param q - the parts, from 0 to 1: a scalar, or a vector whose axis is the first of the result.
 * @param options - the axes alone, or {@link QuantileOptions}; default all axes.
 * @returns floats; NaN where nothing is left.
 * @throws UsageError when there are no elements, and for weights that do not fit.
 * @example
 * import { array, nanquantile } from "@proj/array";
 * nanquantile(array([1, NaN, 4]), 0.5); // → 2.5
 */
export function nanquantile(x: ArrayLike, q: ArrayLike, options?: AxisOr<QuantileOptions>): NDArray {
  return quantiles("nanquantile", x, q, options, true);
}

/**
 * The values below which given percentages of the elements lie.
 *
 * @param q - the percentages, from 0 to 100: a scalar, or a vector whose axis is the first of the result.
 * @param options - the axes alone, or {@link QuantileOptions}; default all axes.
 * @returns floats; NaN where an element is.
 * @throws UsageError when there are no elements, and for weights that do not fit.
 * @example
 * import { array, percentile } from "@proj/array";
 * percentile(array([1, 2, 4, 8]), 50); // → 3
 */
export function percentile(x: ArrayLike, q: ArrayLike, options?: AxisOr<QuantileOptions>): NDArray {
  return quantiles("percentile", x, q, options, false);
}

/**
 * The values below which given percentages lie of the elements that are not NaN.
 *
 * @param q - the percentages, from 0 to 100: a scalar, or a vector whose axis is the first of the result.
 * @param options - the axes alone, or {@link QuantileOptions}; default all axes.
 * @returns floats; NaN where nothing is left.
 * @throws UsageError when there are no elements, and for weights that do not fit.
 * @example
 * import { array, nanpercentile } from "@proj/array";
 * nanpercentile(array([1, NaN, 4]), 50); // → 2.5
 */
export function nanpercentile(x: ArrayLike, q: ArrayLike, options?: AxisOr<QuantileOptions>): NDArray {
  return quantiles("nanpercentile", x, q, options, true);
}

function middle(
  operation: string,
  x: ArrayLike,
  options: AxisOr<AxisOptions> | undefined,
  ignoresNaN: boolean,
): NDArray {
  const read = readAxisOptions<AxisOptions>(operation, options, axisReaders);
  return fold(operation, x, lax.full([], 0.5, "float32"), { ...read, method: "midpoint" }, ignoresNaN);
}

/**
 * The element in the middle of the sorted ones over axes; of an even number, half way between two.
 *
 * @param options - the axes alone, or {@link AxisOptions}; default all axes.
 * @returns floats; NaN where an element is.
 * @throws UsageError when there are no elements.
 * @example
 * import { array, median } from "@proj/array";
 * median(array([[1, 9, 2], [4, 3, 8]]), 1); // → [2, 4]
 */
export function median(x: ArrayLike, options?: AxisOr<AxisOptions>): NDArray {
  return middle("median", x, options, false);
}

/**
 * The element in the middle over axes of what is not NaN.
 *
 * @param options - the axes alone, or {@link AxisOptions}; default all axes.
 * @returns floats; NaN where nothing is left.
 * @throws UsageError when there are no elements.
 * @example
 * import { array, nanmedian } from "@proj/array";
 * nanmedian(array([1, NaN, 5])); // → 3
 */
export function nanmedian(x: ArrayLike, options?: AxisOr<AxisOptions>): NDArray {
  return middle("nanmedian", x, options, true);
}
