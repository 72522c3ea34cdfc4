import { filled, isFloat, isNDArray, type NDArray } from "@proj/array";
import { mapUntil, leaves } from "@proj/tree";

const isNull = (value: unknown): boolean => value === null;

/** True for leaves that an optimiser changes: arrays of floats. */
export function isTrainable(leaf: unknown): leaf is NDArray {
  return isNDArray(leaf) && isFloat(leaf.dtype);
}

/**
 * Maps the arrays of a tree of updates, together with what stands in the same place of other trees. Holes (`null`) and
 * leaves that are not arrays of floats pass through.
 */
export function mapArrays<Updates>(
  f: (update: NDArray, ...rest: readonly NDArray[]) => unknown,
  updates: Updates,
  ...rest: readonly unknown[]
): Updates {
  return mapUntil(
    isNull,
    (update: unknown, ...others: unknown[]) => (isTrainable(update) ? f(update, ...(others as NDArray[])) : update),
    updates as unknown,
    ...rest,
  ) as Updates;
}

/** Zeros like every array of a tree; other leaves become `null`, so that a state holds arrays alone. */
export function zerosLike(params: unknown): unknown {
  return mapUntil(isNull, (leaf: unknown) => (isTrainable(leaf) ? filled(leaf.shape, 0, leaf.dtype) : null), params);
}

/** The arrays of floats in a tree. */
export function trainableLeaves(tree: unknown): NDArray[] {
  return leaves(tree, undefined).filter(isTrainable);
}
