import { toArray, broadcastTo as stretch, type ArrayLike } from "../core/operands.ts";
import { stretchedShape, type Shape } from "../core/types/shape.ts";
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
  return stretch(toArray(x, "broadcastTo"), lengthsOf("broadcastTo", shape));
}

/**
 * The shape to which arrays of some shapes stretch, as operands of elementwise functions do.
 *
 * @param shapes - lengths of axes; a number for one axis.
 * @throws UsageError when two lengths differ and neither is 1.
 * @example
 * import { broadcastShapes } from "@proj/array";
 * broadcastShapes([2, 1], [3]); // → [2, 3]
 */
export function broadcastShapes(...shapes: readonly (number | Shape)[]): Shape {
  return stretchedShape("broadcastShapes", ...shapes.map((shape) => lengthsOf("broadcastShapes", shape)));
}
