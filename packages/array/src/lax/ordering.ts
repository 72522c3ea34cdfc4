import { integerOption, readArgument } from "@proj/tree/core";
import { bind } from "../core/trace.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { axisOf, operandList } from "./apply.ts";

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
