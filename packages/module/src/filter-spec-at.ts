import { map } from "@proj/tree";
import { readWhere } from "./node-path.ts";
import { updateAt } from "./tree-at.ts";

/**
 * A filter spec that selects some nodes of a tree: booleans in the structure of the tree, true for every leaf of those nodes.
 *
 * @param where - points at one node, or at a list of nodes.
 * @param tree - the tree.
 * @returns a tree of booleans, for `filter` and `partition`; typed as the tree.
 * @throws UsageError under the conditions of `treeAt`.
 * @example
 * import { filterSpecAt, partition } from "@proj/module";
 * const model = { encoder: { w: 1 }, readout: { w: 2, b: 3 } };
 * const spec = filterSpecAt((m) => m.readout, model); // → { encoder: { w: false }, readout: { b: true, w: true } }
 * partition(model, spec)[0]; // → { encoder: { w: null }, readout: { b: 3, w: 2 } }
 */
export function filterSpecAt<Tree extends object>(where: (tree: Tree) => unknown, tree: Tree): Tree {
  const operation = "filterSpecAt";
  readWhere(operation, where);
  const none = map(() => false, tree as unknown) as Tree;
  return updateAt(where, none, (node) => map(() => true, node), { operation });
}
