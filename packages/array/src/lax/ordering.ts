import { integerOption, readArgument, UsageError } from "@proj/tree/core";
import { bind } from "../core/trace.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { axisOf, operand, operandList } from "./apply.ts";
import { broadcastedIota, rev, sliceInDim } from "./movement.ts";

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

/** Sorted elements and the int32 positions where they came from; equal elements keep their order. */
export function sortWithPositions(
  x: NDArray,
  axis: number,
  descending: boolean,
): [sorted: NDArray, positions: NDArray] {
  // Equal elements keep their order also when descending: two reversals around the stable sort.
  const turned = (array: NDArray): NDArray => (descending ? rev(array, [axis]) : array);
  const [sorted, positions] = sort([turned(x), turned(broadcastedIota("int32", x.shape, axis))], axis);
  return [turned(sorted!), turned(positions!)];
}

/**
 * The k largest elements along an axis, in descending order, and their positions; the first of equal ones first.
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
  const along = normalizeAxis(axis, operand("topK", x).ndim, "lax.topK");
  const length = x.shape[along]!;
  if (!Number.isInteger(k) || k < 0 || k > length) {
    throw new UsageError({
      operation: "lax.topK",
      received: `k = ${String(k)} for ${x.describe()} along axis ${along}`,
      expected: `an integer from 0 to ${length}, the length of the axis`,
      remedy: "choose a smaller k",
    });
  }
  const [values, positions] = sortWithPositions(x, along, true);
  return [sliceInDim(values, 0, k, 1, along), sliceInDim(positions, 0, k, 1, along)];
}
