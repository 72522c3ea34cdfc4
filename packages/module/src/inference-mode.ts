import { booleanOption, readArgument } from "@proj/array/core";
import { isNode, mapUntil } from "@proj/tree";
import { Module } from "./module.ts";

const hasInference = (node: unknown): node is Module<{ readonly inference: boolean }> =>
  node instanceof Module && Object.hasOwn(node, "inference");

/**
 * A model with the field `inference` of all its layers set: whether dropout drops nothing and batch normalisation uses its
 * running statistics.
 *
 * @param tree - any tree.
 * @param value - what is set. Default true.
 * @returns a tree of the same structure.
 * @throws UsageError if the value is neither true nor false.
 * @example
 * import { Dropout, inferenceMode } from "@proj/module";
 * const model = { dropout: Dropout.init(0.1) };
 * inferenceMode(model).dropout.inference; // → true
 */
export function inferenceMode<Tree>(tree: Tree, value = true): Tree {
  readArgument("inferenceMode", "value", value, booleanOption);
  return withInference(tree, value) as Tree;
}

function withInference(tree: unknown, value: boolean): unknown {
  const isInside = (node: unknown): boolean => node !== tree && hasInference(node);
  const inside = mapUntil(isInside, (leaf) => (isNode(leaf) ? withInference(leaf, value) : leaf), tree);
  return hasInference(inside) ? inside.with({ inference: value }) : inside;
}
