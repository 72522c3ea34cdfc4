import {
  booleanOption,
  choiceOption,
  integerOption,
  readPositionalOptions,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import { filled, toArray, type ArrayLike } from "../core/operands.ts";
import { dtypes, isFloat, isInteger, isWide, type DType } from "../core/types/dtype.ts";
import { integerRange, type ScalarValue } from "../core/types/scalar-value.ts";
import { formatShape, shapesEqual } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { max as largest } from "../numpy/reduction.ts";

/** How values of segments are put together. */
export interface SegmentOptions {
  /** How many segments there are. Default: one more than the largest number of a segment, which has to be known then. */
  readonly numSegments?: number;
  /** That the numbers of segments do not fall; a promise, of which the result does not depend. Default false. */
  readonly indicesAreSorted?: boolean;
  /** That no number of a segment comes twice; a promise. Default false. */
  readonly uniqueIndices?: boolean;
  /**
   * What happens to values of segments that do not exist: they are left out (`"fill"`, the default, and `"drop"`), they go to the
   * nearest one (`"clip"`), or there are none (`"promise"`).
   */
  readonly mode?: "fill" | "drop" | "clip" | "promise";
}

const readers: OptionReaders<SegmentOptions> = {
  numSegments: integerOption(0),
  indicesAreSorted: booleanOption,
  uniqueIndices: booleanOption,
  mode: choiceOption("fill", "drop", "clip", "promise"),
};

type Combination = "add" | "mul" | "min" | "max";

/** What an empty segment holds: the least or largest value of the dtype, or what changes no sum and no product. */
const emptyOf: { readonly [C in Combination]: (dtype: DType) => ScalarValue } = {
  add: () => 0,
  mul: () => 1,
  min: (dtype) => (isFloat(dtype) ? Infinity : isWide(dtype) ? integerRange(dtype).max : dtypes[dtype].max),
  max: (dtype) => (isFloat(dtype) ? -Infinity : isWide(dtype) ? integerRange(dtype).min : dtypes[dtype].min),
};

function combined(
  operation: string,
  combine: Combination,
  data: ArrayLike,
  segmentIds: ArrayLike,
  args: readonly unknown[],
): NDArray {
  const read = readPositionalOptions<SegmentOptions>(operation, args, ["numSegments", "indicesAreSorted"], readers);
  const [values, ids] = [toArray(data, operation), toArray(segmentIds, operation)];
  if (!isInteger(ids.dtype) || !shapesEqual(values.shape.slice(0, ids.ndim), ids.shape))
    throw misfit(operation, values, ids);
  const count = read.numSegments ?? countOf(operation, ids);
  const empty = filled([count, ...values.shape.slice(ids.ndim)], emptyOf[combine](values.dtype), values.dtype);
  if (values.size === 0 || count === 0) return empty;
  const windows = values.shape.slice(ids.ndim).map((_, i) => i + ids.ndim);
  const { mode = "fill", uniqueIndices = false } = read;
  return lax.scatter(empty, lax.reshape(ids, [...ids.shape, 1]), values, {
    dimensions: {
      updateWindowDims: windows,
      insertedWindowDims: [0],
      operandBatchingDims: [],
      indicesBatchingDims: [],
      scatterDimsToOperandDims: [0],
    },
    mode: mode === "drop" ? "fill" : mode,
    combine,
    uniqueIndices,
  });
}

/** One more than the largest number of a segment. */
function countOf(operation: string, ids: NDArray): number {
  if (ids.size === 0) return 0;
  if (ids.tracing === null) return Math.max(0, Number(largest(ids).item())) + 1;
  throw new UsageError({
    operation,
    received: `numbers of segments that are not known while tracing, ${ids.describe()}, and no numSegments`,
    expected: "the number of segments, on which the shape of the result depends",
    remedy: `write ${operation.split(".")[1]!}(data, segmentIds, { numSegments })`,
  });
}

function misfit(operation: string, data: NDArray, ids: NDArray): UsageError {
  return new UsageError({
    operation,
    received: `data of shape ${formatShape(data.shape)} and ${ids.describe()} as the numbers of segments`,
    expected: "integers, one for each row of the data",
    remedy: 'convert them with astype("int32"), and give as many as the first axis is long',
  });
}

/**
 * The sums of the rows of each segment; 0 where there are none.
 *
 * @param data - the rows, along the first axis.
 * @param segmentIds - integers: the number of the segment of each row. Rows with other numbers take no part.
 * @param numSegments - how many segments there are, default one more than the largest number; or {@link SegmentOptions}.
 * @param indicesAreSorted - a promise that the numbers do not fall, default false; or options.
 * @returns an array with one row for each segment, of the dtype of the data.
 * @throws UsageError for numbers that are not integers or do not fit the data, and where there is no `numSegments` while tracing.
 * @example
 * import { array } from "@proj/array";
 * import { segmentSum } from "@proj/array/ops";
 * segmentSum(array([1, 2, 3]), array([0, 0, 1], "int32")); // → [3, 3]
 */
export function segmentSum(
  data: ArrayLike,
  segmentIds: ArrayLike,
  numSegments?: number | SegmentOptions,
  indicesAreSorted?: boolean | SegmentOptions,
): NDArray {
  return combined("ops.segmentSum", "add", data, segmentIds, [numSegments, indicesAreSorted]);
}

/**
 * The products of the rows of each segment; 1 where there are none.
 *
 * @param data - the rows, along the first axis.
 * @param segmentIds - integers: the number of the segment of each row. Rows with other numbers take no part.
 * @param numSegments - how many segments there are, default one more than the largest number; or {@link SegmentOptions}.
 * @param indicesAreSorted - a promise that the numbers do not fall, default false; or options.
 * @returns an array with one row for each segment, of the dtype of the data.
 * @throws UsageError for numbers that are not integers or do not fit the data, and where there is no `numSegments` while tracing.
 * @example
 * import { array } from "@proj/array";
 * import { segmentProd } from "@proj/array/ops";
 * segmentProd(array([1, 2, 3]), array([0, 0, 1], "int32")); // → [2, 3]
 */
export function segmentProd(
  data: ArrayLike,
  segmentIds: ArrayLike,
  numSegments?: number | SegmentOptions,
  indicesAreSorted?: boolean | SegmentOptions,
): NDArray {
  return combined("ops.segmentProd", "mul", data, segmentIds, [numSegments, indicesAreSorted]);
}

/**
 * The largest elements of the rows of each segment; the least value of the dtype where there are none.
 *
 * @param data - the rows, along the first axis.
 * @param segmentIds - integers: the number of the segment of each row. Rows with other numbers take no part.
 * @param numSegments - how many segments there are, default one more than the largest number; or {@link SegmentOptions}.
 * @param indicesAreSorted - a promise that the numbers do not fall, default false; or options.
 * @returns an array with one row for each segment, of the dtype of the data.
 * @throws UsageError for numbers that are not integers or do not fit the data, and where there is no `numSegments` while tracing.
 * @example
 * import { array } from "@proj/array";
 * import { segmentMax } from "@proj/array/ops";
 * segmentMax(array([1, 2, 3]), array([0, 0, 1], "int32")); // → [2, 3]
 */
export function segmentMax(
  data: ArrayLike,
  segmentIds: ArrayLike,
  numSegments?: number | SegmentOptions,
  indicesAreSorted?: boolean | SegmentOptions,
): NDArray {
  return combined("ops.segmentMax", "max", data, segmentIds, [numSegments, indicesAreSorted]);
}

/**
 * The least elements of the rows of each segment; the largest value of the dtype where there are none.
 *
 * @param data - the rows, along the first axis.
 * @param segmentIds - integers: the number of the segment of each row. Rows with other numbers take no part.
 * @param numSegments - how many segments there are, default one more than the largest number; or {@link SegmentOptions}.
 * @param indicesAreSorted - a promise that the numbers do not fall, default false; or options.
 * @returns an array with one row for each segment, of the dtype of the data.
 * @throws UsageError for numbers that are not integers or do not fit the data, and where there is no `numSegments` while tracing.
 * @example
 * import { array } from "@proj/array";
 * import { segmentMin } from "@proj/array/ops";
 * segmentMin(array([1, 2, 3]), array([0, 0, 1], "int32")); // → [1, 3]
 */
export function segmentMin(
  data: ArrayLike,
  segmentIds: ArrayLike,
  numSegments?: number | SegmentOptions,
  indicesAreSorted?: boolean | SegmentOptions,
): NDArray {
  return combined("ops.segmentMin", "min", data, segmentIds, [numSegments, indicesAreSorted]);
}
