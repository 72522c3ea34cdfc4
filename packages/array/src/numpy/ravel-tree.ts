import { flattenWithPath, keyString, unflatten, type Mapped } from "@proj/tree";
import { isNDArray } from "../core/types/array-brand.ts";
import { describeValue, UsageError } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toArray, convert } from "../core/operands.ts";
import { formatShape, shapesEqual } from "../core/types/shape.ts";
import { zeros } from "./full.ts";
import { reshape, split } from "../lax/movement.ts";
import { concatenate } from "./joining.ts";
import { ravel } from "./reshaping.ts";

/** Rebuilds a tree from the vector that {@link ravelTree} made of one like it. */
export type UnravelTree<T> = (vector: NDArray) => Mapped<T, NDArray>;

/**
 * A tree of arrays as one vector, and the way back.
 *
 * @param tree - its leaves are arrays, numbers or booleans, whose common dtype the vector gets; a tree without leaves
 *   gives float32[0].
 * @returns the leaves one after the other, and a function from such a vector to a tree whose leaves have the shapes and
 *   dtypes of the given ones.
 * @throws UsageError for leaves of other kinds, and when the vector differs in length or dtype.
 * @example
 * import { array, ravelTree } from "@proj/array";
 * const [vector, unravel] = ravelTree({ weight: array([[1, 2], [3, 4]]), bias: array([5]) });
 * vector; // → [5, 1, 2, 3, 4]
 * unravel(vector.mul(2)).weight; // → [[2, 4], [6, 8]]
 */
export function ravelTree<T>(tree: T): [vector: NDArray, unravel: UnravelTree<T>] {
  const [pairs, treedef] = flattenWithPath(tree);
  const arrays = pairs.map(([path, leaf]): NDArray => {
    if (isNDArray(leaf) || typeof leaf === "number" || typeof leaf === "boolean") return toArray(leaf, "ravelTree");
    throw new UsageError({
      operation: "ravelTree",
      received: `${describeValue(leaf)} at ${keyString(path)}`,
      expected: "arrays, numbers and booleans",
      remedy: "separate the other leaves first: partition in @proj/module does",
    });
  });
  const vector = arrays.length === 0 ? zeros(0) : concatenate(arrays, null);
  const sizes = arrays.map((array) => array.size);
  const unravel: UnravelTree<T> = (given) => {
    if (!shapesEqual(given.shape, vector.shape) || given.dtype !== vector.dtype) {
      throw new UsageError({
        operation: "unravel",
        received: given.describe(),
        expected: `the type of the vector that ravelTree made, ${vector.dtype}${formatShape(vector.shape)}`,
        remedy: "change values only; convert with astype where a computation has changed the dtype",
      });
    }
    const parts = arrays.length === 0 ? [] : split(given, sizes);
    return unflatten(
      treedef,
      parts.map((part, index) => convert(reshape(part, arrays[index]!.shape), arrays[index]!.dtype)),
    );
  };
  return [ravel(vector), unravel];
}
