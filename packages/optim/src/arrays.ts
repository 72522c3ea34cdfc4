import type { NDArray } from "@proj/array";
import { filled, isInexact, isNDArray } from "@proj/array/core";
import { flatten, leaves } from "@proj/tree";

const isNull = (value: unknown): boolean => value === null;

/** True for leaves that an optimiser changes: arrays of floats. */
export function isTrainable(leaf: unknown): leaf is NDArray {
  return isNDArray(leaf) && isInexact(leaf.dtype);
}

/** Further trees of a map, by what the user calls them. */
export type NamedTrees = Readonly<Record<string, unknown>>;

/**
 * Maps the leaves of a tree, holes (`null`) included, together with what stands in the same place of other trees.
 *
 * @throws UsageError in the name of `operation` where another tree departs from the structure of the first.
 */
export function mapLeaves(
  operation: string,
  f: (leaf: unknown, ...others: readonly unknown[]) => unknown,
  tree: unknown,
  others: NamedTrees = {},
): unknown {
  const [leaves, treedef] = flatten(tree, { isLeaf: isNull });
  const columns = Object.entries(others).map(([name, other]) => treedef.flattenUpTo(other, { operation, name }));
  return treedef.unflatten(leaves.map((leaf, index) => f(leaf, ...columns.map((column) => column[index]))));
}

/**
 * Maps the arrays of a tree of updates, together with what stands in the same place of other trees. Holes (`null`) and
 * leaves that are not arrays of floats pass through.
 *
 * @throws UsageError in the name of `operation` where another tree departs from the structure of the updates.
 */
export function mapArrays<Updates>(
  operation: string,
  f: (update: NDArray, ...others: readonly NDArray[]) => unknown,
  updates: Updates,
  others: NamedTrees = {},
): Updates {
  return mapLeaves(
    operation,
    (update, ...rest) => (isTrainable(update) ? f(update, ...(rest as readonly NDArray[])) : update),
    updates,
    others,
  ) as Updates;
}

/** Zeros like every array of a tree; other leaves become `null`, so that a state holds arrays alone. */
export function zerosLike(params: unknown): unknown {
  return mapLeaves("init", (leaf) => (isTrainable(leaf) ? filled(leaf.shape, 0, leaf.dtype) : null), params);
}

/** The arrays of floats in a tree. */
export function trainableLeaves(tree: unknown): NDArray[] {
  return leaves(tree, undefined).filter(isTrainable);
}
