import { where, type ArrayLike, type NDArray } from "@proj/array";
import { isNDArray, scalar } from "@proj/array/core";
import { leaves, map } from "@proj/tree";

/*
 * Trees of arrays as vectors.
 */

/** Applies a function to the arrays that stand in the same place of trees of one structure. */
export function mapArrays<Y>(f: (...leaves: NDArray[]) => NDArray, ...trees: readonly Y[]): Y {
  const [first, ...rest] = trees as readonly unknown[];
  return map(f as (leaf: unknown, ...rest: unknown[]) => unknown, first, ...rest) as Y;
}

/** The arrays of a tree. */
export function arraysOf(tree: unknown): readonly NDArray[] {
  return leaves(tree, undefined) as readonly NDArray[];
}

/** x in the dtype of another array. */
export function inDTypeOf(x: NDArray, like: NDArray): NDArray {
  return x.dtype === like.dtype ? x : x.astype(like.dtype);
}

/** y + increment; an increment of null is none. */
export function plus<Y>(y: Y, increment: Y | null): Y {
  return increment === null ? y : mapArrays((a, b) => a.add(b), y, increment);
}

/** a - b. */
export function minus<Y>(a: Y, b: Y): Y {
  return mapArrays((x, y) => x.sub(y), a, b);
}

/** Each array multiplied by a scalar, in the dtype of the array. */
export function scaled<Y>(y: Y, factor: number | NDArray): Y {
  if (factor === 1) return y;
  return mapArrays((leaf) => leaf.mul(isNDArray(factor) ? inDTypeOf(factor, leaf) : factor), y);
}

/** The weights of a linear combination: numbers, or scalars that are traced. */
export type Weights = readonly (number | NDArray)[];

/** Σ weightᵢ · treeᵢ, leaving out weights that are known to be zero; null when nothing is left. */
export function combination<Y>(weights: Weights, trees: readonly Y[]): Y | null {
  const terms = weights.flatMap((weight, index) => (weight === 0 ? [] : [scaled(trees[index]!, weight)]));
  if (terms.length === 0) return null;
  return mapArrays((...leaves) => leaves.reduce((x, y) => x.add(y)), ...terms);
}

/** One of two trees, by a boolean that may be known. */
export function choose<Y>(condition: NDArray | boolean, yes: Y, no: Y): Y {
  if (yes === no || condition === true) return yes;
  if (condition === false) return no;
  return mapArrays((a, b) => where(condition, a, b), yes, no);
}

/** A time as an array: a number takes the widest dtype of the floats in `y`. */
export function asTime(t: ArrayLike, y: unknown): NDArray {
  if (isNDArray(t)) return t;
  return scalar(Number(t), widestFloat(y));
}

/** The dtype that times have beside a state, when they are given as numbers. */
export function widestFloat(y: unknown): "float32" | "float64" {
  const wide = (leaf: unknown): boolean => isNDArray(leaf) && (leaf.dtype === "float64" || leaf.dtype === "complex128");
  return arraysOf(y).some(wide) ? "float64" : "float32";
}
