import {
  anyOption,
  booleanOption,
  integerOption,
  readPositionalOptions,
  UsageError,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/tree/core";
import { convert, promotedType, promoteTo, toArray, type ArrayLike } from "../core/operands.ts";
import { arrayOption } from "../core/options.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import { isInteger } from "../core/types/dtype.ts";
import { shapesEqual, sizeOf } from "../core/types/shape.ts";
import { knownValues } from "../indexing/positions.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { array } from "./creation.ts";
import { diff } from "./differences.ts";
import { inFloat, toFloat, toNumber } from "./elementwise.ts";
import { ravelMultiIndex } from "./index-builders.ts";
import { linspace } from "./ranges.ts";
import { max, min, sum } from "./reduction.ts";
import { clip, where } from "./selection.ts";
import { searchsorted } from "./sorting.ts";

/*
 * How many elements fall where.
 */

/** Options of {@link bincount}. */
export interface BincountOptions {
  /** What each element counts; default 1. */
  readonly weights?: ArrayLike | null;
  /** How many counts there are at least; default 0. */
  readonly minlength?: number;
  /** How many counts there are, whatever the values: what a traced array needs. Elements beyond are left out. */
  readonly length?: number | null;
}

const nullable =
  <T>(reader: OptionReader<T>): OptionReader<T | null> =>
  (value, place) =>
    value === null ? null : reader(value, place);
const bincountReaders: OptionReaders<BincountOptions> = {
  weights: nullable(arrayOption),
  minlength: integerOption(0),
  length: nullable(integerOption(0)),
};

/**
 * How often each integer from 0 on comes; negative ones count as 0.
 *
 * @param x - a vector of integers or booleans.
 * @param weights - what each element counts, or {@link BincountOptions}; default 1.
 * @param minlength - how many counts there are at least; default 0.
 * @param options - further {@link BincountOptions}.
 * @returns int32, or the dtype of the weights.
 * @throws UsageError for anything but a vector of integers, and for a traced one without `length`.
 * @example
 * import { array, bincount } from "@proj/array";
 * bincount(array([0, 1, 1, 3], "int32")); // → [1, 2, 0, 1]
 */
export function bincount(
  x: ArrayLike,
  weights?: ArrayLike | null | BincountOptions,
  minlength?: number | BincountOptions,
  options?: BincountOptions,
): NDArray {
  const read = readPositionalOptions<BincountOptions>(
    "bincount",
    [weights, minlength, options],
    ["weights", "minlength"],
    bincountReaders,
  );
  const array = toNumber(toArray(x, "bincount"));
  if (array.ndim !== 1 || !isInteger(array.dtype)) {
    throw new UsageError({
      operation: "bincount",
      received: array.describe(),
      expected: "a vector of integers",
      remedy: 'ravel it, or convert it with astype("int32")',
    });
  }
  const counted = read.weights === undefined || read.weights === null ? null : toArray(read.weights, "bincount");
  if (counted !== null && !shapesEqual(counted.shape, array.shape)) {
    throw new UsageError({
      operation: "bincount",
      received: `weights ${counted.describe()} for ${array.describe()}`,
      expected: "one weight for each element",
      remedy: "broadcast the weights to the shape of the array",
    });
  }
  const length = read.length ?? lengthNeeded(array, read.minlength ?? 0);
  const zeros = lax.full([length], 0, counted?.dtype ?? "int32");
  return length === 0 ? zeros : zeros.at(clip(array, 0)).add(counted ?? 1);
}

function lengthNeeded(x: NDArray, least: number): number {
  const values = knownValues(x);
  if (values !== null) return values.reduce((most, value) => Math.max(most, value + 1, 1), least);
  throw new UsageError({
    operation: "bincount",
    received: `an array whose values are not known here, without length: ${x.describe()}${x.origin}`,
    expected: "a concrete array on the host, or length: its values decide the shape of the result",
    remedy: "say how many counts are wanted: { length: 10 }",
  });
}

/** Options of {@link digitize}. */
export interface DigitizeOptions {
  /** Whether intervals hold their right ends instead of their left ones; default false. */
  readonly right?: boolean;
  /** How JAX is to search; here it is a bisection in any case. */
  readonly method?: "scan" | "scan_unrolled" | "sort" | "compare_all" | null;
}

const digitizeReaders: OptionReaders<DigitizeOptions> = {
  right: booleanOption,
  method: anyOption(),
};

/**
 * The number of the interval that each element lies in: 0 before the first bound, as many as there are bounds behind the last.
 *
 * @param x - of any shape.
 * @param bins - a vector of bounds, ascending or descending.
 * @param right - whether intervals hold their right ends, or {@link DigitizeOptions}; default false.
 * @returns int32 in the shape of `x`.
 * @throws UsageError when the bounds are no vector.
 * @example
 * import { array, digitize } from "@proj/array";
 * digitize(array([0.5, 1, 9]), array([0, 1, 2])); // → [1, 2, 3]
 */
export function digitize(x: ArrayLike, bins: ArrayLike, right?: boolean | DigitizeOptions): NDArray {
  const read = readPositionalOptions<DigitizeOptions>("digitize", [right], ["right"], digitizeReaders);
  const array = toArray(x, "digitize");
  const bounds = toArray(bins, "digitize");
  if (bounds.ndim !== 1) {
    throw new UsageError({
      operation: "digitize",
      received: `bounds ${bounds.describe()}`,
      expected: "a vector of bounds",
      remedy: "ravel them",
    });
  }
  if (bounds.length === 0) return lax.full(array.shape, 0, "int32");
  const side = read.right === true ? "left" : "right";
  const rising = searchsorted(bounds, array, side);
  const falling = lax.sub(bounds.length, searchsorted(lax.rev(bounds, [0]), array, side));
  return where(bounds.get(-1).ge(bounds.get(0)), rising, falling);
}

/** The lowest and the highest number that count. */
export type HistogramRange = NDArray | readonly [lowest: ArrayLike, highest: ArrayLike];

/** How many bins of equal width, or the bounds of the bins: ascending, one more than there are bins. */
export type Bins = number | NDArray;

/** Options of {@link histogramBinEdges}. */
export interface HistogramBinEdgesOptions {
  /** Default 10. */
  readonly bins?: Bins;
  /** Where the bins lie together; default from the smallest to the largest element. Only for bins that are counted. */
  readonly range?: HistogramRange | null;
  /** Not looked at. */
  readonly weights?: ArrayLike | null;
}

/** Options of {@link histogram}. */
export interface HistogramOptions extends HistogramBinEdgesOptions {
  /** Whether to divide by the number of elements and by the width of each bin; default false. */
  readonly density?: boolean | null;
}

const binsOption: OptionReader<Bins> = (value, place) => {
  if (isNDArray(value) && value.ndim === 1) return value;
  if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
  throw wrongOption(place, value, "a number of bins, or a vector of their bounds");
};
const rangeOption: OptionReader<HistogramRange | null> = (value, place) => {
  if (value === null) return null;
  if (isNDArray(value) && shapesEqual(value.shape, [2])) return value;
  const isEnd = (end: unknown): end is ArrayLike => typeof end === "number" || (isNDArray(end) && end.ndim === 0);
  if (Array.isArray(value) && value.length === 2 && value.every(isEnd)) return [value[0]!, value[1]!];
  throw wrongOption(place, value, "a pair of the lowest and the highest number");
};
const edgesReaders: OptionReaders<HistogramBinEdgesOptions> = {
  bins: binsOption,
  range: rangeOption,
  weights: nullable(arrayOption),
};
const histogramReaders: OptionReaders<HistogramOptions> = { ...edgesReaders, density: nullable(booleanOption) };

/** The bounds of bins, as floats. */
function edgesOf(operation: string, x: NDArray, bins: Bins, range: HistogramRange | null | undefined): NDArray {
  const { dtype } = toFloat(x);
  if (isNDArray(bins)) return convert(bins, dtype);
  if ((range === undefined || range === null) && x.size === 0) {
    throw new UsageError({
      operation,
      received: `${x.describe()} without range`,
      expected: "elements, or range: where the bins lie",
      remedy: "pass { range: [0, 1] }",
    });
  }
  const [first, last] =
    range === undefined || range === null
      ? [min(x), max(x)]
      : isNDArray(range)
        ? [range.get(0), range.get(1)]
        : [range[0], range[1]];
  const [low, high] = [convert(toArray(first, operation), dtype), convert(toArray(last, operation), dtype)];
  const isPoint = low.eq(high);
  return convert(linspace(where(isPoint, low.sub(0.5), low), where(isPoint, high.add(0.5), high), bins + 1), dtype);
}

/**
 * The bounds of the bins of a histogram.
 *
 * @param bins - how many, or their bounds, or {@link HistogramBinEdgesOptions}; default 10.
 * @param range - where they lie together; default from the smallest to the largest element.
 * @returns a vector with one bound more than there are bins.
 * @throws UsageError for rules by name, which JAX lacks as well, and for an array without elements and without range.
 * @example
 * import { array, histogramBinEdges } from "@proj/array";
 * histogramBinEdges(array([0, 3, 4]), 4); // → [0, 1, 2, 3, 4]
 */
export function histogramBinEdges(
  x: ArrayLike,
  bins?: Bins | HistogramBinEdgesOptions,
  range?: HistogramRange | null,
): NDArray {
  const names = ["bins", "range"] as const;
  const read = readPositionalOptions<HistogramBinEdgesOptions>("histogramBinEdges", [bins, range], names, edgesReaders);
  return edgesOf("histogramBinEdges", toArray(x, "histogramBinEdges"), read.bins ?? 10, read.range);
}

/** Samples and what they count, as floats of one dtype. */
function weighted(operation: string, x: ArrayLike, weights: ArrayLike | null): readonly [NDArray, NDArray | null] {
  if (weights === null) return [toFloat(toArray(x, operation)), null];
  const type = inFloat(promotedType(operation, [x, weights]));
  return [promoteTo(operation, x, type), promoteTo(operation, weights, type)];
}

function wrongWeights(operation: string, weights: NDArray, x: NDArray): UsageError {
  return new UsageError({
    operation,
    received: `weights ${weights.describe()} for ${x.describe()}`,
    expected: "one weight for each sample",
    remedy: "broadcast the weights to the shape of the samples",
  });
}

/**
 * How many elements lie in each of some bins. A bin holds its lower bound; the last one its upper bound as well.
 *
 * @param bins - how many, or their bounds, or {@link HistogramOptions}; default 10.
 * @param options - further {@link HistogramOptions}.
 * @returns the counts, as floats, and the bounds.
 * @throws UsageError when weights differ from the array in shape.
 * @example
 * import { array, histogram } from "@proj/array";
 * const [counts, edges] = histogram(array([0, 1, 1, 3]), 3);
 * counts; // → [1, 2, 1]
 * edges; // → [0, 1, 2, 3]
 */
export function histogram(
  x: ArrayLike,
  bins?: Bins | HistogramOptions,
  options?: HistogramOptions,
): readonly [counts: NDArray, edges: NDArray] {
  const read = readPositionalOptions<HistogramOptions>("histogram", [bins, options], ["bins"], histogramReaders);
  const [array, weights] = weighted("histogram", x, read.weights ?? null);
  if (weights !== null && !shapesEqual(weights.shape, array.shape)) throw wrongWeights("histogram", weights, array);
  const edges = edgesOf("histogram", array, read.bins ?? 10, read.range);
  const last = edges.length - 1;
  const place = where(array.eq(edges.get(-1)), last, searchsorted(edges, array, "right"));
  const counted = weights ?? lax.full(array.shape, 1, array.dtype);
  const counts = lax.full([edges.length], 0, counted.dtype).at(place).add(counted).get("1:");
  if (read.density !== true) return [counts, edges];
  return [counts.div(diff(edges)).div(sum(counts)), edges];
}

/** Options of {@link histogramdd}. */
export interface HistogramddOptions {
  /** For all axes, or a list with one for each; default 10. */
  readonly bins?: Bins | readonly Bins[];
  /** A list with one range for each axis, or null for all. */
  readonly range?: readonly (HistogramRange | null)[] | null;
  /** What each sample counts; default 1. */
  readonly weights?: ArrayLike | null;
  /** Whether to divide by the number of samples and by the volume of each bin; default false. */
  readonly density?: boolean | null;
}

const severalReaders: OptionReaders<HistogramddOptions> = {
  bins: (value, place) =>
    Array.isArray(value) ? value.map((one) => binsOption(one, place)) : binsOption(value, place),
  range: (value, place) => {
    if (value === null) return null;
    if (Array.isArray(value)) return value.map((one) => rangeOption(one, place));
    throw wrongOption(place, value, "a list with a range for each axis, or null");
  },
  weights: nullable(arrayOption),
  density: nullable(booleanOption),
};

/**
 * How many points lie in each of the boxes that bins along several axes make.
 *
 * @param sample - a matrix with a row for each point.
 * @param bins - how many, or their bounds, for all axes or in a list for each, or {@link HistogramddOptions}; default 10.
 * @param options - further {@link HistogramddOptions}.
 * @returns the counts, with an axis for each coordinate, and a list of the bounds.
 * @throws UsageError for anything but a matrix, and for lists that are not as long as its rows.
 * @example
 * import { array, histogramdd } from "@proj/array";
 * const [counts] = histogramdd(array([[0, 0], [1, 1], [1, 0]]), 2);
 * counts; // → [[1, 0], [1, 1]]
 */
export function histogramdd(
  sample: ArrayLike,
  bins?: Bins | readonly Bins[] | HistogramddOptions,
  options?: HistogramddOptions,
): readonly [counts: NDArray, edges: readonly NDArray[]] {
  const read = readPositionalOptions<HistogramddOptions>("histogramdd", [bins, options], ["bins"], severalReaders);
  return countPoints("histogramdd", sample, read);
}

function countPoints(
  operation: string,
  sample: ArrayLike,
  read: HistogramddOptions,
): readonly [counts: NDArray, edges: readonly NDArray[]] {
  const [points, weights] = weighted(operation, sample, read.weights ?? null);
  const [count, rank] = points.shape;
  if (points.ndim !== 2 || count === undefined || rank === undefined) {
    throw new UsageError({
      operation,
      received: `points ${points.describe()}`,
      expected: "a matrix with a row for each point",
      remedy: "transpose or reshape the points",
    });
  }
  if (weights !== null && !shapesEqual(weights.shape, [count])) throw wrongWeights(operation, weights, points);
  const { bins = 10, range = null } = read;
  const perAxis: readonly Bins[] = Array.isArray(bins) ? bins : new Array<Bins>(rank).fill(bins as Bins);
  if (perAxis.length !== rank || (range !== null && range.length !== rank)) {
    throw new UsageError({
      operation,
      received: `bins for ${perAxis.length} axes, and ${range === null ? "no range" : `a range for ${range.length}`}`,
      expected: `one for each of ${rank} coordinates`,
      remedy: "give lists as long as the rows of points",
    });
  }
  const columns = perAxis.map((_, axis) => points.get(":", axis));
  const edges = perAxis.map((own, axis) => edgesOf(operation, columns[axis]!, own, range?.[axis]));
  const places = columns.map((column, axis) => {
    const place = searchsorted(edges[axis]!, column, "right");
    return where(column.eq(edges[axis]!.get(-1)), place.sub(1), place);
  });
  const shape = edges.map(({ length }) => length + 1);
  const box = ravelMultiIndex(places, shape, { mode: "clip" });
  const counts = lax
    .full([sizeOf(shape)], 0, weights?.dtype ?? "int32")
    .at(box)
    .add(weights ?? 1);
  const inner = counts.reshape(shape).get(...shape.map(() => "1:-1" as const));
  if (read.density !== true) return [inner, edges];
  const parts = convert(inner, points.dtype);
  const density = edges.reduce(
    (rest, bounds, axis) => {
      const widths = diff(bounds);
      return rest.div(widths.reshape(new Array<number>(rank).fill(1).with(axis, widths.length)));
    },
    parts.div(sum(parts)),
  );
  return [density, edges];
}

/**
 * How many points in the plane lie in each of the boxes that bins along both axes make.
 *
 * @param x - a vector of first coordinates.
 * @param y - as many second coordinates.
 * @param bins - how many, or their bounds, for both axes or in a list for each, or {@link HistogramddOptions}; default 10.
 * @param options - further {@link HistogramddOptions}.
 * @returns the counts, with `x` along the first axis, and the bounds along both.
 * @throws UsageError when the coordinates are no vectors of one length.
 * @example
 * import { array, histogram2d } from "@proj/array";
 * const [counts] = histogram2d(array([0, 1, 1]), array([0, 1, 0]), 2);
 * counts; // → [[1, 0], [1, 1]]
 */
export function histogram2d(
  x: ArrayLike,
  y: ArrayLike,
  bins?: Bins | readonly Bins[] | HistogramddOptions,
  options?: HistogramddOptions,
): readonly [counts: NDArray, xEdges: NDArray, yEdges: NDArray] {
  const read = readPositionalOptions<HistogramddOptions>("histogram2d", [bins, options], ["bins"], severalReaders);
  const type = promotedType("histogram2d", [x, y]);
  const [a, b] = [promoteTo("histogram2d", x, type), promoteTo("histogram2d", y, type)];
  if (a.ndim !== 1 || !shapesEqual(a.shape, b.shape)) {
    throw new UsageError({
      operation: "histogram2d",
      received: `coordinates ${a.describe()} and ${b.describe()}`,
      expected: "two vectors of one length",
      remedy: "ravel them",
    });
  }
  const points = lax.concatenate([lax.expandDims(a, [1]), lax.expandDims(b, [1])], 1);
  // A list of numbers that are not one for each axis is the bounds along both.
  const { bins: given } = read;
  const shared = Array.isArray(given) && given.length > 2 && given.every((bound) => typeof bound === "number");
  const [counts, edges] = countPoints("histogram2d", points, shared ? { ...read, bins: array(given) } : read);
  return [counts, edges[0]!, edges[1]!];
}
