import {
  integerOption,
  numberOption,
  readArgument,
  readOptions,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import { convert } from "../core/operands.ts";
import { axisOption } from "../core/options.ts";
import { bind } from "../core/trace.ts";
import { isFloat } from "../core/types/dtype.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { axisOf, operand, operandList } from "./apply.ts";
import { bitwiseOr, bitwiseXor, lt, ne } from "./binary.ts";
import { bitcastConvertType, select } from "./elementwise.ts";
import { broadcastedIota, rev, sliceInDim } from "./movement.ts";
import { hasSign } from "./sign-bit.ts";
import { bitwiseNot } from "./unary.ts";

const keysReader = integerOption(1);

/**
 * Arrays of one shape sorted together along an axis, stably, in increasing order; NaN last.
 *
 * @param operands - of one shape; the first `numKeys` decide the order, one after the other.
 * @param dimension - default the last axis.
 * @param numKeys - default 1.
 * @example
 * import { array } from "@proj/array";
 * import { sort } from "@proj/array/lax";
 * sort([array([3, 1]), array([10, 20])]).map(String); // → ["[1, 3]", "[20, 10]"]
 */
export function sort(operands: readonly NDArray[], dimension?: number, numKeys = 1): readonly NDArray[] {
  const arrays = operandList("sort", operands);
  const axis = axisOf("sort", arrays[0], dimension ?? arrays[0].ndim - 1);
  return bind("sort", arrays, { dimension: axis, numKeys: readArgument("lax.sort", "numKeys", numKeys, keysReader) });
}

/**
 * Sorted elements and the int32 positions where they came from; equal elements keep their order.
 *
 * @param keys - of the same shape, decide the order, one after the other; default the elements themselves.
 */
export function sortWithPositions(
  x: NDArray,
  axis: number,
  descending: boolean,
  keys?: readonly NDArray[],
): [sorted: NDArray, positions: NDArray] {
  // Equal elements keep their order also when descending: two reversals around the stable sort.
  const turned = (array: NDArray): NDArray => (descending ? rev(array, [axis]) : array);
  const operands = [...(keys ?? []), x, broadcastedIota("int32", x.shape, axis)];
  const [sorted, positions] = sort(operands.map(turned), axis, keys?.length).slice(-2);
  return [turned(sorted!), turned(positions!)];
}

/**
 * The k largest elements along an axis, in descending order, and their positions; the first of equal ones first, and 0 before -0.
 *
 * @param axis - default the last.
 * @throws UsageError when the axis is shorter than k.
 * @example
 * import { array } from "@proj/array";
 * import { topK } from "@proj/array/lax";
 * const [values, positions] = topK(array([3, 1, 4, 1]), 2);
 * positions; // → [2, 0]
 */
export function topK(x: NDArray, k: number, axis = -1): [values: NDArray, positions: NDArray] {
  return extremes("topK", x, k, axis, true, totalOrder(operand("topK", x)));
}

/** Keys by which -0 is below 0 and NaN is last. */
function totalOrder(x: NDArray): NDArray[] | undefined {
  if (!isFloat(x.dtype)) return undefined;
  if (x.dtype === "float64") return [x, bitwiseOr(ne(x, 0), bitwiseNot(hasSign(x)))];
  // As integers the bits of floats are in order, those of negative ones downwards; one key is faster than two.
  const bits = bitcastConvertType(convert(x, "float32"), "int32");
  const ordered = select(lt(bits, 0), bitwiseXor(bits, 2 ** 31 - 1), bits);
  return [select(ne(x, x), 2 ** 31 - 1, ordered)];
}

function extremes(
  name: string,
  x: NDArray,
  k: number,
  axis: number,
  largest: boolean,
  keys?: readonly NDArray[],
): [values: NDArray, positions: NDArray] {
  const operation = `lax.${name}`;
  const along = normalizeAxis(axis, operand(name, x).ndim, operation);
  const length = x.shape[along]!;
  if (!Number.isInteger(k) || k < 0 || k > length) {
    throw new UsageError({
      operation,
      received: `k = ${String(k)} for ${x.describe()} along axis ${along}`,
      expected: `an integer from 0 to ${length}, the length of the axis`,
      remedy: "choose a smaller k",
    });
  }
  const [values, positions] = sortWithPositions(x, along, largest, keys);
  // As in JAX, positions among weak numbers are weak.
  return [sliceInDim(values, 0, k, 1, along), convert(sliceInDim(positions, 0, k, 1, along), "int32", x.weakType)];
}

/**
 * Keys in increasing order, and the values that belong to them.
 *
 * @param dimension - the axis; default the last, negative axes count from the end.
 * @example
 * import { array } from "@proj/array";
 * import { sortKeyVal } from "@proj/array/lax";
 * sortKeyVal(array([3, 1]), array([10, 20])).map(String); // → ["[1, 3]", "[20, 10]"]
 */
export function sortKeyVal(keys: NDArray, values: NDArray, dimension = -1): [keys: NDArray, values: NDArray] {
  const axis = normalizeAxis(dimension, operand("sortKeyVal", keys).ndim, "lax.sortKeyVal");
  const [sorted, moved] = sort([keys, operand("sortKeyVal", values)], axis);
  return [sorted!, moved!];
}

/** Options of {@link approxMaxK} and {@link approxMinK}. */
export interface ApproxOptions {
  /** The axis; default the last. */
  readonly reductionDimension?: number;
  /** Which part of the true ones must be among those found; here all are found. Default 0.95. */
  readonly recallTarget?: number;
}

const approxReaders: OptionReaders<ApproxOptions> = { reductionDimension: axisOption, recallTarget: numberOption };

/**
 * The k largest elements along an axis, in descending order, and their positions. JAX may miss some on a TPU; here none is missed.
 *
 * @example
 * import { array } from "@proj/array";
 * import { approxMaxK } from "@proj/array/lax";
 * approxMaxK(array([3, 1, 4, 1]), 2).map(String); // → ["[4, 3]", "[2, 0]"]
 */
export function approxMaxK(x: NDArray, k: number, options?: ApproxOptions): [values: NDArray, positions: NDArray] {
  const { reductionDimension = -1 } = readOptions<ApproxOptions>("lax.approxMaxK", options, approxReaders);
  return extremes("approxMaxK", x, k, reductionDimension, true);
}

/**
 * The k smallest elements along an axis, in ascending order, and their positions. JAX may miss some on a TPU; here none is missed.
 *
 * @example
 * import { array } from "@proj/array";
 * import { approxMinK } from "@proj/array/lax";
 * approxMinK(array([3, 1, 4, 1]), 2).map(String); // → ["[1, 1]", "[1, 3]"]
 */
export function approxMinK(x: NDArray, k: number, options?: ApproxOptions): [values: NDArray, positions: NDArray] {
  const { reductionDimension = -1 } = readOptions<ApproxOptions>("lax.approxMinK", options, approxReaders);
  return extremes("approxMinK", x, k, reductionDimension, false);
}
