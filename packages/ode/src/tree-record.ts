import { treeNode, type NodeRule, type NodeType, type treeType } from "@proj/tree";
import { readOptions } from "@proj/tree/core";

/** The fields are what an instance owns; they follow in the order in which they were written. */
const fieldsRule: NodeRule<object> = {
  flatten(node) {
    const names = Object.keys(node);
    return { children: names.map((name) => (node as Record<string, unknown>)[name]), keys: names, aux: names };
  },
  unflatten(aux, children, nodeClass) {
    const node = Object.create(nodeClass.prototype as object) as Record<string, unknown>;
    (aux as readonly string[]).forEach((name, index) => (node[name] = children[index]));
    return Object.freeze(node);
  },
};

/**
 * The base class of terms, solvers, controllers, paths and solutions: the fields of an instance are its children as a tree, so
 * that the numbers and arrays in them can be traced, differentiated, batched and replaced. An instance that was put together again
 * has been through no constructor: methods with a hash, which constructors give, are missing there, so there are none.
 */
export abstract class TreeRecord {
  declare readonly [treeType]: NodeType;

  /** @throws UsageError for an argument: a class that takes any has a constructor of its own. */
  constructor(...nothing: readonly never[]) {
    readOptions<object>(new.target.name, nothing[0], {});
  }

  get [treeNode](): NodeRule<object> {
    return fieldsRule;
  }
}
