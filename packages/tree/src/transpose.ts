import { UsageError } from "./core/usage-error.ts";
import { flatten, structure } from "./flatten.ts";
import { shorten } from "./metadata.ts";
import { checkedDef, structureMismatch } from "./mismatch.ts";
import type { TreeDef } from "./treedef.ts";
import type { Leaves, Mapped } from "./types.ts";

/**
 * Turns a tree of trees inside out: an outer structure with trees of an inner structure in the place of its leaves becomes
 * the inner structure with outer ones.
 *
 * @param outer - the structure that is outside.
 * @param inner - the structure that each leaf of `outer` holds; `null` takes it from the first of them.
 * @param tree - a tree of structure `outer.compose(inner)`.
 * @returns a tree of structure `inner.compose(outer)`.
 * @throws UsageError naming the first node, by its path, where the tree does not have that structure.
 * @example
 * import { structure, transpose } from "@proj/tree";
 * const outer = structure([0, 0]);
 * transpose(outer, null, [{ x: 1, y: 2 }, { x: 3, y: 4 }]); // → { x: [1, 3], y: [2, 4] }
 */
export function transpose<Outer, Inner, T>(
  outer: TreeDef<Outer>,
  inner: TreeDef<Inner>,
  tree: T,
): Mapped<Inner, Mapped<Outer, Leaves<T>>>;
export function transpose(outer: TreeDef, inner: TreeDef | null, tree: unknown): unknown;
export function transpose(outer: TreeDef, inner: TreeDef | null, tree: unknown): unknown {
  checkedDef("transpose", "outer", outer);
  const innerDef = inner === null ? firstInner(outer, tree) : checkedDef("transpose", "inner", inner);
  const expected = outer.compose(innerDef);
  const [leaves, received] = flatten(tree);
  const mismatch = structureMismatch(expected, received);
  if (mismatch !== undefined) {
    throw new UsageError({
      operation: "transpose",
      received: `${mismatch}; in all ${brief(received)}`,
      expected: `${brief(expected)}, which is ${brief(outer)} of ${brief(innerDef)}`,
      remedy: "give the structure of the outside first, and one inner structure that all its leaves share",
    });
  }
  const columns = Array.from({ length: innerDef.numLeaves }, (_, column) =>
    outer.unflatten(Array.from({ length: outer.numLeaves }, (_, row) => leaves[row * innerDef.numLeaves + column])),
  );
  return innerDef.unflatten(columns);
}

function firstInner(outer: TreeDef, tree: unknown): TreeDef {
  const subtrees = outer.flattenUpTo(tree, { operation: "transpose" });
  if (subtrees.length === 0) {
    throw new UsageError({
      operation: "transpose",
      received: `no inner structure, and an outer one without leaves: ${brief(outer)}`,
      expected: "an inner structure, or an outer one with a leaf to take it from",
      remedy: "give the inner structure as the second argument",
    });
  }
  return structure(subtrees[0]);
}

function brief(treedef: TreeDef): string {
  return shorten(treedef.toString(), 200);
}
