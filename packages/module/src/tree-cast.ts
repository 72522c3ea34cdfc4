import { dtypeOption, readArgument } from "@proj/array/core";
import type { DType } from "@proj/array";
import { map } from "@proj/tree";
import { isInexactArray } from "./predicates.ts";

/**
 * A tree with all its arrays of real numbers in one dtype, as `optax.tree.cast` gives it.
 *
 * @param tree - any tree; arrays of integers and booleans, and leaves that are no arrays, stay as they are.
 * @param dtype - the dtype, which no longer gives way to others (`weakType` is false).
 * @example
 * import { array } from "@proj/array";
 * import { treeCast } from "@proj/module";
 * const { weight, count } = treeCast({ weight: array([1, 2]), count: array([3], { dtype: "int32" }) }, "float64");
 * [weight.dtype, count.dtype]; // → ["float64", "int32"]
 */
export function treeCast<Tree>(tree: Tree, dtype: DType): Tree {
  readArgument("treeCast", "dtype", dtype, dtypeOption);
  const cast = (leaf: unknown): unknown =>
    isInexactArray(leaf) && (leaf.dtype !== dtype || leaf.weakType) ? leaf.astype(dtype) : leaf;
  return map(cast, tree as unknown) as Tree;
}
