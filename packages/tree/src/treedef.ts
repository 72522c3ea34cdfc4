import { listOption, objectOption, readArgument } from "./core/options.ts";
import { UsageError } from "./core/usage-error.ts";
import { fold } from "./fold.ts";
import { pathOf, type KeyPath, type Steps } from "./key-path.ts";
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
    return new TreeDef(listKind, { children: readArgument("TreeDef.list", "children", children, structuresOption) });
  }

  /** How many nodes a tree of this structure has, leaves and empty nodes included. */
  get numNodes(): number {
    return foldDef<number>(
      this,
      () => 1,
      (_, counts) => counts.reduce((sum, count) => sum + count, 1),
    );
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
    return foldDef<TreeDef>(
      this,
      () => inner,
      ({ kind, node }, children) => new TreeDef(kind, { ...node, children }),
    );
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
    let next = 0;
    return foldDef<unknown>(
      this,
      () => leaves[next++],
      ({ kind, node }, children) => kind.unflatten(node.aux, children),
    );
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

  /** What Node's console prints. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** A node taken apart, whose children are structures. */
export interface FlattenedDef extends Flattened {
  readonly children: readonly TreeDef[];
}

const structuresOption = listOption(objectOption<TreeDef>("a structure", "numLeaves"));

/** @internal */
export const leafDef = new TreeDef(undefined, { children: [] });
/** @internal */
export const nullDef = new TreeDef(nullKind, { children: [] });

/** The structure of a node, opened. */
interface OpenDef {
  readonly kind: NodeKind;
  readonly node: FlattenedDef;
  readonly children: readonly TreeDef[];
}

const openDef = ({ kind, node }: TreeDef): OpenDef | null =>
  kind === undefined ? null : { kind, node, children: node.children };

function foldDef<Result>(def: TreeDef, leaf: () => Result, close: (def: OpenDef, results: Result[]) => Result): Result {
  return fold(def, openDef, leaf, close);
}

function collectUpTo(whole: TreeDef, tree: unknown, subtrees: unknown[]): boolean {
  const [defs, trees]: [TreeDef[], unknown[]] = [[whole], [tree]];
  for (let def = defs.pop(); def !== undefined; def = defs.pop()) {
    const received = trees.pop();
    const { kind, node } = def;
    if (kind === undefined) {
      subtrees.push(received);
      continue;
    }
    if (kindOf(received) !== kind) return false;
    if (kind === nullKind) continue;
    const { children, aux } = kind.flatten(received);
    if (children.length !== node.children.length || !kind.sameAux(node.aux, aux)) return false;
    for (let i = children.length - 1; i >= 0; i--) {
      defs.push(node.children[i]!);
      trees.push(children[i]);
    }
  }
  return true;
}

function sameStructure(one: TreeDef, other: TreeDef): boolean {
  const [left, right] = [[one], [other]];
  for (let a = left.pop(); a !== undefined; a = left.pop()) {
    const b = right.pop()!;
    if (a === b) continue;
    if (a.kind !== b.kind || a.numLeaves !== b.numLeaves) return false;
    if (a.kind === undefined) continue;
    const [xs, ys] = [a.node.children, b.node.children];
    if (xs.length !== ys.length || !a.kind.sameAux(a.node.aux, b.node.aux)) return false;
    for (let i = xs.length - 1; i >= 0; i--) {
      left.push(xs[i]!);
      right.push(ys[i]!);
    }
  }
  return true;
}

function structureKey(def: TreeDef): string {
  return foldDef<string>(
    def,
    () => "*",
    ({ kind, node }, keys) => {
      let key = `${kind.key(node.aux)}(`;
      for (const child of keys) key += child;
      return `${key})`;
    },
  );
}

function leafPaths(whole: TreeDef): readonly KeyPath[] {
  const paths: KeyPath[] = [];
  const pending: { readonly def: TreeDef; readonly steps: Steps | null }[] = [{ def: whole, steps: null }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { kind, node } = next.def;
    if (kind === undefined) {
      paths.push(pathOf(next.steps));
      continue;
    }
    const entries = kind.entries(node);
    for (let i = node.children.length - 1; i >= 0; i--) {
      const entry = entries[i];
      if (entry !== undefined) pending.push({ def: node.children[i]!, steps: { entry, before: next.steps } });
    }
  }
  return paths;
}

function print(def: TreeDef): string {
  return foldDef<string>(
    def,
    () => "*",
    ({ kind, node }, children) => kind.print(node.aux, children),
  );
}
