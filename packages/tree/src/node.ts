import type { KeyEntry } from "./key-path.ts";

/**
 * What a node is. A tree is made of nodes and leaves; a node has children and auxiliary data, a leaf has neither:
 *
 * - `null` is the empty node: no children, so it survives every map untouched;
 * - a plain object (prototype `Object.prototype` or `null`) has its values as children, in the order of its sorted keys;
 * - an array has its elements as children;
 * - a `Map` has its values as children, in insertion order;
 * - an instance of a class is a node if its class was given a rule, by `registerNode` or under the symbol `treeNode`;
 * - everything else is a leaf: `undefined`, numbers, strings, functions, typed arrays, instances of all other classes.
 */

/** A node taken apart, one level deep. */
export interface Flattened {
  /** The children, each of them a tree. */
  readonly children: readonly unknown[];
  /** Everything else that is needed to build the node again; compared structurally. Default `undefined`. */
  readonly aux?: unknown;
  /** Names of the children for key paths, one each: a field's name or a key. Default: their positions. */
  readonly keys?: readonly (string | KeyEntry)[];
}

/** A class, abstract ones included. */
export type NodeClass<T = unknown> = abstract new (...args: never[]) => T;

/** How the instances of a class come apart and together again. */
export interface NodeRule<T> {
  /** Takes a node apart, one level deep. */
  flatten(node: T): Flattened;
  /**
   * Builds a node. The children may be anything (placeholders, masks, tracers, `null`), so nothing about them may be
   * checked here. `nodeClass` is the class of the node that was taken apart, which may be a subclass of the one that
   * carries the rule.
   */
  unflatten(aux: unknown, children: readonly unknown[], nodeClass: NodeClass): T;
}

/** One kind of node. Built-in containers and classes are told apart here and nowhere else. */
export interface NodeKind {
  /** The class, or `null` for the empty node. */
  readonly nodeClass: NodeClass | null;
  flatten(node: unknown): Flattened;
  unflatten(aux: unknown, children: unknown[]): unknown;
  sameAux(a: unknown, b: unknown): boolean;
  /** A cache key of the kind with its auxiliary data. */
  key(aux: unknown): string;
  /** The key-path entry of each child. */
  entries(flattened: Flattened): readonly KeyEntry[];
  /** Prints a structure of this kind, given its printed children. */
  print(aux: unknown, children: readonly string[]): string;
  /** Says in words what node this is. */
  describe(flattened: Flattened): string;
  /** Says what differs between two nodes of this kind, or `undefined` if nothing does. */
  difference(expected: Flattened, received: Flattened): Difference | undefined;
}

/** Why two nodes differ, and what each of them is. */
export interface Difference {
  readonly reason:
    | "different types"
    | "different lengths"
    | "different keys"
    | "different key order"
    | "different numbers of children"
    | "different metadata";
  readonly expected: string;
  readonly received: string;
}
