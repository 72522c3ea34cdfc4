import { UsageError } from "@proj/array";
import { flattenOneLevel, isNode, keyString, type KeyPath } from "@proj/tree";

/**
 * Checks that a value is a tree: that no node is reached on two ways. A node in two places would come out of every map as two,
 * so weights that seem to be shared would be trained apart. Leaves, such as arrays, may be repeated.
 *
 * @param tree - any value.
 * @throws UsageError naming both paths of a node that is reached twice.
 * @example
 * import { array } from "@proj/array";
 * import { Linear, treeCheck } from "@proj/module";
 * import { key } from "@proj/random";
 * const layer = Linear.init(2, 2, { key: key(0) });
 * treeCheck([layer, Linear.init(2, 2, { key: key(0) })]);
 * treeCheck([layer, layer]); // throws tree[0] and tree[1] are the same instance of Linear
 */
export function treeCheck(tree: unknown): void {
  visit(tree, [], new Map());
}

function visit(tree: unknown, path: KeyPath, seen: Map<unknown, KeyPath>): void {
  if (tree === null || !isNode(tree)) return;
  const earlier = seen.get(tree);
  if (earlier !== undefined) throw sharedNode(tree as object, earlier, path);
  seen.set(tree, path);
  const { children, keys } = flattenOneLevel(tree);
  children.forEach((child, i) => visit(child, [...path, keys[i]!], seen));
}

function sharedNode(node: object, first: KeyPath, second: KeyPath): UsageError {
  const name = Array.isArray(node) ? "list" : `instance of ${node.constructor.name}`;
  return new UsageError({
    operation: "treeCheck",
    received: `tree${keyString(first)} and tree${keyString(second)} are the same ${name}`,
    expected: "a tree, in which each node has one place",
    remedy: "keep the node in one place and pass it to where else it is used, or copy it to have two of it",
  });
}
