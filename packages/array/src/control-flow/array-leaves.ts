import { flattenWithPath, keyString, structureMismatch, type TreeDef } from "@proj/tree";
import { isNDArray } from "../array-brand.ts";
import { UsageError } from "../errors.ts";
import type { NDArray } from "../ndarray.ts";
import { asArray, checkArrayLike, type ArrayLike } from "../operands.ts";

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
 */
export function flattenArrays(operation: string, name: string, tree: unknown): FlatArrays {
  const [entries, treedef] = flattenWithPath<unknown>(tree);
  return {
    arrays: entries.map(([path, leaf]) => {
      if (!isNDArray(leaf)) checkLeaf(operation, `${name}${keyString(path)}`, leaf);
      return asArray(leaf as ArrayLike, operation);
    }),
    treedef,
  };
}

function checkLeaf(operation: string, where: string, leaf: unknown): void {
  try {
    checkArrayLike(operation, leaf);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { received, remedy } = error;
    throw new UsageError({ operation, received: `${received} at ${where}`, expected: "a tree whose leaves are arrays, numbers or booleans", remedy }, { cause: error });
  }
}

/**
 * Checks that two trees of arrays have one structure.
 *
 * @param name - what both trees are called in messages.
 * @param remedy - how to make them equal.
 * @throws UsageError naming the first differing node by its path.
 */
export function checkSameStructure(operation: string, name: string, expected: TreeDef, received: TreeDef, remedy: string): void {
  if (expected.equals(received)) return;
  const difference = structureMismatch(expected, received, name) ?? "different structures";
  throw new UsageError({ operation, received: difference, expected: "trees of one structure", remedy });
}

/** Where the k-th leaf of a tree is, as one writes it: `carry['h']`. */
export function leafName(name: string, treedef: TreeDef, index: number): string {
  return `${name}${keyString(treedef.paths()[index] ?? [])}`;
}
