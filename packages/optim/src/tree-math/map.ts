import type { NDArray } from "@proj/array";
import { describeValue, isNDArray, toArray, UsageError } from "@proj/array/core";
import { flatten, keyString, type Mapped, type TreeDef } from "@proj/tree";

/*
 * Arithmetic of whole trees: leaves are arrays, or numbers and booleans that stand for them; `null` is a hole.
 */

/** Leaf by leaf as arrays, with a name for messages. */
export function arrayLeaves(operation: string, name: string, tree: unknown): readonly [readonly NDArray[], TreeDef] {
  const [leaves, treedef] = flatten(tree);
  const arrays = leaves.map((leaf, index) => asArray(operation, `${name}${keyString(treedef.paths()[index]!)}`, leaf));
  return [arrays, treedef];
}

function asArray(operation: string, place: string, leaf: unknown): NDArray {
  if (isNDArray(leaf) || typeof leaf === "number" || typeof leaf === "boolean") return toArray(leaf);
  throw new UsageError({
    operation,
    received: `${describeValue(leaf)} at ${place}`,
    expected: "trees of arrays and numbers",
    remedy: "put null in the place of other leaves: partition in @proj/module does",
  });
}

/** Applies a function to the arrays that stand in the same place of several trees. */
export function mapTrees<T>(
  operation: string,
  f: (x: NDArray, ...others: readonly NDArray[]) => NDArray,
  tree: T,
  others: Readonly<Record<string, unknown>> = {},
  name = "tree",
): Mapped<T, NDArray> {
  const [arrays, treedef] = arrayLeaves(operation, name, tree);
  const columns = Object.entries(others).map(([other, value]) =>
    treedef
      .flattenUpTo(value, { operation, name: other })
      .map((leaf, index) => asArray(operation, `${other}${keyString(treedef.paths()[index]!)}`, leaf)),
  );
  const results = arrays.map((x, index) => f(x, ...columns.map((column) => column[index]!)));
  return treedef.unflatten(results) as Mapped<T, NDArray>;
}
