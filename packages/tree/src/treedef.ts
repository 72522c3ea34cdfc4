import { UsageError } from "./core/usage-error.ts";
import type { KeyPath } from "./key-path.ts";
import { shorten } from "./metadata.ts";
import { listKind, nullKind } from "./containers.ts";
import { kindOf } from "./kind-of.ts";
import type { Flattened, NodeClass, NodeKind } from "./node.ts";
import { mismatchError } from "./mismatch.ts";
import type { Speaker } from "./mismatch.ts";

/**
 * The structure of a tree: what is left of it when every leaf is taken out. An immutable value that can be compared,
 * printed, and used as a cache key through `key`.
 *
 * @example
 * import { structure } from "@proj/tree";
 * String(structure({ b: [1, null], a: 2 })); // → "PyTreeDef({'a': *, 'b': [*, null]})"
 */
export class TreeDef<out T = unknown> {
  /** The type of a tree with this structure; it exists for the compiler alone. */
  declare readonly tree?: T;
  /** @internal The kind of the root, `undefined` for a leaf. */
  readonly kind: NodeKind | undefined;
  /** @internal The root taken apart, with structures as its children. */
  readonly node: FlattenedDef;
  /** How many leaves a tree of this structure has. */
  readonly numLeaves: number;
  #key: string | undefined;
  #paths: readonly KeyPath[] | undefined;

  /** @internal Structures come from `structure`, `TreeDef.leaf`, `TreeDef.list`. */
  constructor(kind: NodeKind | undefined, node: FlattenedDef) {
    this.kind = kind;
    this.node = node;
    const { children } = node;
    let numLeaves = kind === undefined ? 1 : 0;
    for (let i = 0; i < children.length; i++) numLeaves += children[i]!.numLeaves;
    this.numLeaves = numLeaves;
  }

  /** The structure of a single leaf. */
  static get leaf(): TreeDef {
    return leafDef;
  }

  /** The structure of an array whose elements have the given structures. */
  static list(children: readonly TreeDef[]): TreeDef<readonly unknown[]> {
    return new TreeDef(listKind, { children: [...children] });
  }

  /** How many nodes a tree of this structure has, leaves and empty nodes included. */
  get numNodes(): number {
    return this.node.children.reduce((sum, child) => sum + child.numNodes, 1);
  }

  /** The structures of the root's children; none for a leaf. */
  children(): readonly TreeDef[] {
    return this.node.children;
  }

  /**
   * The root's class (`null` for the empty node) and its auxiliary data: the keys of an object or a `Map`, the `aux` of
   * a class node, `undefined` otherwise. A leaf has none: the result is `null`.
   */
  nodeData(): { readonly nodeClass: NodeClass | null; readonly aux: unknown } | null {
    return this.kind === undefined ? null : { nodeClass: this.kind.nodeClass, aux: this.node.aux };
  }

  /** The structure that has `inner` in the place of every leaf. */
  compose(inner: TreeDef): TreeDef {
    if (this.kind === undefined) return inner;
    return new TreeDef(this.kind, { ...this.node, children: this.node.children.map((child) => child.compose(inner)) });
  }

  /**
   * Builds the tree that has this structure and the given leaves.
   *
   * @param leaves - any values, in the order of `flatten`; they are not looked into.
   * @throws UsageError if there are too few or too many.
   */
  unflatten(leaves: readonly unknown[]): unknown {
    if (leaves.length !== this.numLeaves) {
      throw new UsageError({
        operation: "unflatten",
        received: `too ${leaves.length < this.numLeaves ? "few" : "many"} leaves: ${leaves.length}`,
        expected: `${this.numLeaves} for ${shorten(this.toString(), 200)}`,
        remedy: "give one value for each leaf, in the order of flatten",
      });
    }
    return build(this, new Cursor(leaves));
  }

  /**
   * Takes a tree apart as far as this structure goes, which must be a prefix of it.
   *
   * @param tree - the tree.
   * @param speaker - in whose name an error speaks. Default: the operation `"flattenUpTo"`, the tree's name `"tree"`.
   * @returns for each leaf of this structure the subtree that stands in its place.
   * @throws UsageError naming the first node, by its path, where the tree differs from this structure.
   */
  flattenUpTo(tree: unknown, speaker: Speaker = {}): unknown[] {
    const subtrees: unknown[] = [];
    if (collectUpTo(this, tree, subtrees)) return subtrees;
    const { operation = "flattenUpTo", name = "tree" } = speaker;
    throw mismatchError(operation, name, this, tree);
  }

  /** Where each leaf is, in the order of `flatten`. */
  paths(): readonly KeyPath[] {
    return (this.#paths ??= leafPaths(this));
  }

  /** Whether the other value is the same structure: equal kinds of node, keys, lengths and auxiliary data throughout. */
  equals(other: unknown): boolean {
    return this === other || (other instanceof TreeDef && sameStructure(this, other));
  }

  /**
   * A string that two structures share exactly if they are equal. It is meant for caches within one run: classes,
   * functions and other objects in auxiliary data enter by their identity.
   */
  get key(): string {
    return (this.#key ??= structureKey(this));
  }

  /** Prints the structure with a `*` for each leaf. */
  toString(): string {
    return `PyTreeDef(${print(this)})`;
  }
}

/** A node taken apart, whose children are structures. */
export interface FlattenedDef extends Flattened {
  readonly children: readonly TreeDef[];
}

/** @internal */
export const leafDef = new TreeDef(undefined, { children: [] });
/** @internal */
export const nullDef = new TreeDef(nullKind, { children: [] });

class Cursor {
  readonly leaves: readonly unknown[];
  next = 0;
  constructor(leaves: readonly unknown[]) {
    this.leaves = leaves;
  }
}

function build(def: TreeDef, cursor: Cursor): unknown {
  const { kind, node } = def;
  if (kind === undefined) return cursor.leaves[cursor.next++];
  if (kind === nullKind) return null;
  const defs = node.children;
  const children = new Array<unknown>(defs.length);
  for (let i = 0; i < defs.length; i++) children[i] = build(defs[i]!, cursor);
  return kind.unflatten(node.aux, children);
}

function collectUpTo(def: TreeDef, tree: unknown, subtrees: unknown[]): boolean {
  const { kind, node } = def;
  if (kind === undefined) {
    subtrees.push(tree);
    return true;
  }
  if (kindOf(tree) !== kind) return false;
  if (kind === nullKind) return true;
  const { children, aux } = kind.flatten(tree);
  const defs = node.children;
  if (children.length !== defs.length || !kind.sameAux(node.aux, aux)) return false;
  for (let i = 0; i < defs.length; i++) if (!collectUpTo(defs[i]!, children[i], subtrees)) return false;
  return true;
}

function sameStructure(a: TreeDef, b: TreeDef): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || a.numLeaves !== b.numLeaves) return false;
  if (a.kind === undefined) return true;
  const xs = a.node.children;
  const ys = b.node.children;
  if (xs.length !== ys.length || !a.kind.sameAux(a.node.aux, b.node.aux)) return false;
  for (let i = 0; i < xs.length; i++) if (!sameStructure(xs[i]!, ys[i]!)) return false;
  return true;
}

function structureKey({ kind, node }: TreeDef): string {
  if (kind === undefined) return "*";
  let key = `${kind.key(node.aux)}(`;
  for (const child of node.children) key += structureKey(child);
  return `${key})`;
}

function leafPaths({ kind, node }: TreeDef): readonly KeyPath[] {
  if (kind === undefined) return [[]];
  const entries = kind.entries(node);
  return node.children.flatMap((child, i) => {
    const entry = entries[i];
    return entry === undefined ? [] : child.paths().map((path) => [entry, ...path]);
  });
}

function print({ kind, node }: TreeDef): string {
  return kind === undefined ? "*" : kind.print(node.aux, node.children.map(print));
}
