import { asArray, broadcastTo as stretch, type ArrayLike } from "../core/operands.ts";
import type { Shape } from "../core/types/shape.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { lengthsOf } from "./full.ts";

/**
 * The array stretched to a shape, as operands of elementwise functions are.
 *
 * @param shape - the lengths to stretch to; a number for one axis.
 * @throws UsageError when a length is neither equal nor stretched from 1.
 * @example
 * import { array, broadcastTo } from "@proj/array";
 * broadcastTo(array([1, 2]), [2, 2]); // → [[1, 2], [1, 2]]
 */
export function broadcastTo(x: ArrayLike, shape: number | Shape): NDArray {
  return stretch(asArray(x, "broadcastTo"), lengthsOf("broadcastTo", shape));
}
