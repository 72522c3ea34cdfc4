import { split, type NDArray } from "@proj/array";
import { split as splitKey } from "@proj/random";
import { DictKey, GetAttrKey, leaves, mapWithPath, SequenceKey, structure, type KeyEntry } from "@proj/tree";

/**
 * A tree of texts in place of a tree's leaves: the names and numbers that lead to each.
 *
 * @param tree - any tree.
 * @param joinWith - between names. Default `"_"`.
 * @example
 * import { treeLabels } from "@proj/feedbax";
 * treeLabels({ x: [1, { k: 2 }], y: 3 }); // → { x: ["x_0", { k: "x_1_k" }], y: "y" }
 */
export function treeLabels(tree: unknown, joinWith = "_"): unknown {
  return mapWithPath((path) => path.map(nameOf).join(joinWith), tree);
}

function nameOf(entry: KeyEntry): string {
  if (entry instanceof SequenceKey) return String(entry.index);
  if (entry instanceof DictKey) return entry.key;
  if (entry instanceof GetAttrKey) return entry.name;
  return String(entry);
}

/**
 * A key for each leaf of a tree, in its structure.
 *
 * @param key - uint32[2].
 * @param tree - any tree.
 * @example
 * import { randomSplitLikeTree } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const { x } = randomSplitLikeTree(key(4), { x: 0, y: [0, 0] }) as { x: { toList(): unknown } };
 * x.toList(); // → [696430527, 3370724820]
 */
export function randomSplitLikeTree(key: NDArray, tree: unknown): unknown {
  const count = leaves(tree, undefined).length;
  const keys = split(splitKey(key, count), count, 0).map((one) => one.get(0));
  return structure(tree).unflatten(keys);
}
