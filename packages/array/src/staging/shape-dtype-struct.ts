import { flattenWithPath, keyString, type Mapped, type TreeDef } from "@proj/tree";
import { booleanOption, readArgument } from "@proj/tree/core";
import { dtypeOption, shapeOption } from "../core/options.ts";
import { describeArray, type AbstractArray } from "../core/types/abstract-array.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import { flattenArrays } from "./array-leaves.ts";
import type { DType } from "../core/types/dtype.ts";
import { frozenShape, type Shape } from "../core/types/shape.ts";

/**
 * A stand-in for an array: shape and dtype without values. As a leaf of a tree it describes what a function takes or returns.
 *
 * @example
 * import { ShapeDtypeStruct } from "@proj/array";
 * String(new ShapeDtypeStruct([2, 3], "float32")); // → "float32[2,3]"
 */
export class ShapeDtypeStruct implements AbstractArray {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly weakType: boolean;

  /**
   * @param shape - lengths of the axes.
   * @param dtype - type of the elements.
   * @param weakType - whether the dtype gives way to the other operand's; default false.
   */
  constructor(shape: Shape, dtype: DType, weakType = false) {
    const operation = "ShapeDtypeStruct";
    this.shape = frozenShape(readArgument(operation, "shape", shape, shapeOption));
    this.dtype = readArgument(operation, "dtype", dtype, dtypeOption);
    this.weakType = readArgument(operation, "weakType", weakType, booleanOption);
  }

  toString(): string {
    return describeArray(this);
  }

  /** What Node's console prints. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** A tree of arrays in which {@link ShapeDtypeStruct}s may stand for the arrays. */
export type ShapesOf<Args extends readonly unknown[]> = {
  readonly [K in keyof Args]: Args[K] | Mapped<Args[K], ShapeDtypeStruct>;
};

/** The types of a tree's leaves: arrays, numbers, or stand-ins for arrays. */
export function flattenShapes(
  operation: string,
  name: string,
  tree: unknown,
): { readonly avals: readonly AbstractArray[]; readonly treedef: TreeDef } {
  const [entries, treedef] = flattenWithPath<unknown>(tree);
  const avals = entries.map(([path, leaf]) => {
    if (leaf instanceof ShapeDtypeStruct) return leaf;
    return isNDArray(leaf) ? leaf.aval : flattenArrays(operation, `${name}${keyString(path)}`, leaf).arrays[0]!.aval;
  });
  return { avals, treedef };
}

/**
 * The shapes and dtypes of a tree's arrays.
 *
 * @param tree - a tree of arrays and numbers.
 * @returns a tree of the same structure with a {@link ShapeDtypeStruct} for each array.
 * @throws UsageError naming the first leaf that is neither by its path.
 * @example
 * import { array } from "@proj/array";
 * import { shapeOf } from "@proj/array/core";
 * String(shapeOf({ w: array([1, 2]) }).w); // → "float32[2]"
 */
export function shapeOf<T>(tree: T): Mapped<T, ShapeDtypeStruct> {
  const { avals, treedef } = flattenShapes("shapeOf", "tree", tree);
  return treedef.unflatten(
    avals.map(({ shape, dtype, weakType }) => new ShapeDtypeStruct(shape, dtype, weakType)),
  ) as Mapped<T, ShapeDtypeStruct>;
}
