import type { NDArray } from "@proj/array";
import { range, type AbstractArray } from "@proj/array/core";
import { broadcastInDim, reduceSum } from "@proj/array/lax";

/*
 * Shapes of tangents and cotangents. Elementwise primitives take scalars beside arrays, and reductions drop axes; what belongs
 * to their operands has to be brought to the operands' shapes.
 */

/** `x` as the operand of an elementwise result of the given shape: a scalar is stretched, anything else has the shape. */
export function stretch(x: NDArray, shape: readonly number[]): NDArray {
  return x.ndim === shape.length ? x : broadcastInDim(x, shape, []);
}

/** The transpose of {@link stretch}: sums over all axes if the operand was a scalar. */
export function unstretch(x: NDArray, operand: Pick<AbstractArray, "shape">): NDArray {
  return operand.shape.length === x.ndim ? x : reduceSum(x, range(x.ndim));
}

/** Undoes a reduction's change of shape: the kept axes go back to their places, the reduced ones get their length. */
export function unreduce(x: NDArray, axes: readonly number[], shape: readonly number[]): NDArray {
  const kept = range(shape.length).filter((axis) => !axes.includes(axis));
  return broadcastInDim(x, shape, kept);
}
