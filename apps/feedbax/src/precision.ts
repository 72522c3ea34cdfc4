import type { DType } from "@proj/array";
import { isFloat, isNDArray } from "@proj/array/core";
import { leaves, map } from "@proj/tree";

/** The floating-point type in which a model computes: that of its parameters, double precision if any of them has it. */
export function precisionOf(model: unknown): DType {
  const found = (leaves(model, undefined) as readonly unknown[]).some(
    (leaf) => isNDArray(leaf) && leaf.dtype === "float64",
  );
  return found ? "float64" : "float32";
}

/** A tree with all arrays of floats in one type; everything else stays. */
export function withPrecision<Tree>(tree: Tree, dtype: DType): Tree {
  const convert = (leaf: unknown): unknown =>
    isNDArray(leaf) && isFloat(leaf.dtype) && (leaf.dtype !== dtype || leaf.weakType) ? leaf.astype(dtype) : leaf;
  return map(convert, tree as unknown) as Tree;
}
