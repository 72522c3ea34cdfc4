import { checkClass, registerNode, treeNode } from "./classes.ts";
import type { NodeClass, NodeRule } from "./node.ts";
import type { NodeType, treeType } from "./types.ts";

/**
 * Makes a value part of a tree's structure: a node without children that holds the value as its metadata. Two trees with
 * different static values have different structures.
 *
 * @example
 * import { leaves, map, Static } from "@proj/tree";
 * const tree = { width: new Static(3), x: 1 };
 * leaves(tree); // → [1]
 * map((x) => x + 1, tree).width.value; // → 3
 */
export class Static<Value> {
  declare readonly [treeType]: NodeType<readonly []>;
  readonly value: Value;

  /** @param value - any value; equal ones (`Object.is`, plain data, or its own `equals`) give equal structures. */
  constructor(value: Value) {
    this.value = value;
  }

  get [treeNode](): NodeRule<Static<unknown>> {
    return staticRule;
  }
}

const staticRule: NodeRule<Static<unknown>> = {
  flatten: ({ value }) => ({ children: [], aux: value }),
  unflatten: (value) => new Static(value),
};

/**
 * Makes the instances of a class part of a tree's structure: nodes without children that are their own metadata, compared
 * by their `equals` method or else by identity.
 *
 * @param nodeClass - the class.
 * @throws UsageError if the class has a rule already.
 * @example
 * import { leaves, registerStatic } from "@proj/tree";
 * class Unit {
 *   readonly name = "metre";
 * }
 * registerStatic(Unit);
 * leaves([new Unit(), 1]); // → [1]
 */
export function registerStatic<T extends object>(nodeClass: NodeClass<T>): void {
  checkClass("registerStatic", nodeClass);
  registerNode(nodeClass, {
    flatten: (value) => ({ children: [], aux: value }),
    unflatten: (value) => value as T,
  });
}
