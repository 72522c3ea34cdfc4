import { flatten, keyString, structureMismatch, type TreeDef } from "@proj/tree";
import { isForeignArray, isNDArray } from "../core/types/array-brand.ts";
import { UsageError } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toArray, checkArrayLike, type ArrayLike } from "../core/operands.ts";

/** A tree of arrays taken apart. */
export interface FlatArrays {
  readonly arrays: readonly NDArray[];
  readonly treedef: TreeDef;
}

/**
 * Takes a tree apart into arrays; numbers and booleans become arrays.
 *
 * @param operation - what the user called, for messages.
 * @param name - what the tree is called in messages; paths to its leaves begin with it.
 * @throws UsageError naming the first leaf that is neither an array nor a scalar by its path.
 * @example
 * import { array } from "@proj/array";
 * import { flattenArrays } from "@proj/array/core";
 * flattenArrays("f", "state", { x: array([1, 2]), t: 0 }).arrays.map(String).length; // → 2
 */
export function flattenArrays(operation: string, name: string, tree: unknown): FlatArrays {
  const [leaves, treedef] = flatten(tree, undefined);
  return {
    arrays: leaves.map((leaf, index) => {
      if (!isNDArray(leaf)) checkLeaf(operation, name, treedef, index, leaf);
      return toArray(leaf as ArrayLike, operation);
    }),
    treedef,
  };
}

function checkLeaf(operation: string, name: string, treedef: TreeDef, index: number, leaf: unknown): void {
  try {
    checkArrayLike(operation, leaf);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { received } = error;
    const almost = ArrayBuffer.isView(leaf) || isForeignArray(leaf);
    const remedy = almost ? error.remedy : "close over what is not an array, or put null in its place";
    throw new UsageError(
      {
        operation,
        received: `${received} at ${leafName(name, treedef, index)}`,
        expected: "a tree whose leaves are arrays, numbers or booleans",
        remedy,
      },
      { cause: error },
    );
  }
}

/**
 * Checks that two trees of arrays have one structure.
 *
 * @param name - what both trees are called in messages.
 * @param remedy - how to make them equal.
 * @throws UsageError naming the first differing node by its path.
 * @example
 * import { checkSameStructure } from "@proj/array/core";
 * import { structure } from "@proj/tree";
 * checkSameStructure("f", "state", structure([1, 2]), structure([3, 4]), "return two values");
 */
export function checkSameStructure(
  operation: string,
  name: string,
  expected: TreeDef,
  received: TreeDef,
  remedy: string,
): void {
  if (expected.equals(received)) return;
  const difference = structureMismatch(expected, received, name) ?? "different structures";
  throw new UsageError({ operation, received: difference, expected: "trees of one structure", remedy });
}

/**
 * Where a leaf of a tree is, as one writes it.
 *
 * @param name - what the tree is called.
 * @param index - the leaf's place in the order of `flatten`.
 * @example
 * import { leafName } from "@proj/array/core";
 * import { structure } from "@proj/tree";
 * leafName("carry", structure({ h: 1 }), 0); // → "carry['h']"
 */
export function leafName(name: string, treedef: TreeDef, index: number): string {
  return `${name}${keyString(treedef.paths()[index] ?? [])}`;
}
