import { nullKind } from "./containers.ts";
import {
  anyOption,
  functionOption,
  listOption,
  readArgument,
  readOptions,
  type OptionReaders,
} from "./core/options.ts";
import { UsageError } from "./core/usage-error.ts";
import { CyclicTree, fold, type Frame } from "./fold.ts";
import { keyString, type KeyEntry, type KeyPath } from "./key-path.ts";
import { kindOf } from "./kind-of.ts";
import { formatValue } from "./metadata.ts";
import type { Flattened, NodeKind } from "./node.ts";
import { checkedDef } from "./mismatch.ts";
import { leafDef, nullDef, TreeDef } from "./treedef.ts";
import type { Leaves, Mapped } from "./types.ts";

/**
 * Says where to stop. It is called on every node before its children and on every leaf; where it answers `true`, the value
 * counts as a leaf and nothing below it is looked at. Nodes that count as leaves this way keep their type if the predicate
 * is a type guard.
 */
export type IsLeaf = (value: unknown) => boolean;

/** Options of functions that take a tree apart. */
export interface FlattenOptions {
  /** Nodes that count as leaves. Default: none. */
  readonly isLeaf?: IsLeaf | undefined;
}

const flattenReaders: OptionReaders<FlattenOptions> = { isLeaf: functionOption<IsLeaf>() };

/** Where to stop, from options that a user gave. */
export function stopOf(operation: string, options: FlattenOptions | undefined): IsLeaf | undefined {
  return options === undefined ? undefined : readOptions(operation, options, flattenReaders).isLeaf;
}

/** Options whose `isLeaf` tells the compiler what it stops at. */
export interface GuardedFlattenOptions<Stop> {
  /** Nodes that count as leaves. */
  readonly isLeaf: (value: unknown) => value is Stop;
}

/**
 * Takes a tree apart into its leaves, from left to right, and its structure.
 *
 * @param tree - any value; a leaf is a tree of itself.
 * @param options - `isLeaf`: nodes that count as leaves (default: none).
 * @returns the leaves and the structure; `unflatten` reverses it.
 * @throws UsageError if the tree contains itself.
 * @example
 * import { flatten } from "@proj/tree";
 * const [leaves, treedef] = flatten({ b: [2, null], a: 1 });
 * leaves; // → [1, 2]
 * String(treedef); // → "PyTreeDef({'a': *, 'b': [*, null]})"
 */
export function flatten<T>(tree: T): [leaves: Leaves<T>[], treedef: TreeDef<T>];
export function flatten<T, Stop>(
  tree: T,
  options: GuardedFlattenOptions<Stop>,
): [leaves: Leaves<T, Stop>[], treedef: TreeDef<Mapped<T, unknown, Stop>>];
export function flatten(tree: unknown, options: FlattenOptions | undefined): [leaves: unknown[], treedef: TreeDef];
export function flatten(tree: unknown, options?: FlattenOptions): [leaves: unknown[], treedef: TreeDef] {
  return flattenUntil(tree, stopOf("flatten", options));
}

/** {@link flatten}, for options that have been read. */
export function flattenUntil(tree: unknown, isLeaf: IsLeaf | undefined): [leaves: unknown[], treedef: TreeDef] {
  const leaves: unknown[] = [];
  try {
    const treedef = fold(
      tree,
      opener(isLeaf),
      (leaf): TreeDef => {
        leaves.push(leaf);
        return leafDef;
      },
      defOf,
    );
    return [leaves, treedef];
  } catch (error) {
    throw explainCycle(error);
  }
}

/**
 * Builds a tree from its structure and leaves; the reverse of `flatten`.
 *
 * @param treedef - the structure.
 * @param leaves - any values, in the order of `flatten`. They need not resemble the leaves the structure came from.
 * @returns the tree.
 * @throws UsageError if there are too few or too many leaves.
 * @example
 * import { flatten, unflatten } from "@proj/tree";
 * const [, treedef] = flatten({ a: 1, b: [2, null] });
 * unflatten(treedef, ["x", "y"]); // → { a: "x", b: ["y", null] }
 */
export function unflatten<T, Leaf>(treedef: TreeDef<T>, leaves: readonly Leaf[]): Mapped<T, Leaf> {
  return checkedDef("unflatten", "treedef", treedef).unflatten(
    readArgument("unflatten", "leaves", leaves, listOption(anyOption())),
  ) as Mapped<T, Leaf>;
}

/**
 * The leaves of a tree, from left to right.
 *
 * @param tree - any value.
 * @param options - `isLeaf`: nodes that count as leaves (default: none).
 * @throws UsageError if the tree contains itself.
 * @example
 * import { leaves } from "@proj/tree";
 * leaves({ b: [2, null], a: 1 }); // → [1, 2]
 * leaves([null, 1], { isLeaf: (x) => x === null }); // → [null, 1]
 */
export function leaves<T>(tree: T): Leaves<T>[];
export function leaves<T, Stop>(tree: T, options: GuardedFlattenOptions<Stop>): Leaves<T, Stop>[];
export function leaves(tree: unknown, options: FlattenOptions | undefined): unknown[];
export function leaves(tree: unknown, options?: FlattenOptions): unknown[] {
  return leavesUntil(tree, stopOf("leaves", options));
}

/** {@link leaves}, for options that have been read. */
export function leavesUntil(tree: unknown, isLeaf: IsLeaf | undefined): unknown[] {
  const found: unknown[] = [];
  try {
    fold(
      tree,
      opener(isLeaf),
      (leaf) => found.push(leaf),
      () => 0,
    );
  } catch (error) {
    throw explainCycle(error);
  }
  return found;
}

/**
 * The structure of a tree.
 *
 * @param tree - any value.
 * @param options - `isLeaf`: nodes that count as leaves (default: none).
 * @throws UsageError if the tree contains itself.
 * @example
 * import { structure } from "@proj/tree";
 * structure({ a: 1, b: 2 }).equals(structure({ b: "x", a: "y" })); // → true
 */
export function structure<T>(tree: T): TreeDef<T>;
export function structure<T, Stop>(tree: T, options: GuardedFlattenOptions<Stop>): TreeDef<Mapped<T, unknown, Stop>>;
export function structure(tree: unknown, options: FlattenOptions | undefined): TreeDef;
export function structure(tree: unknown, options?: FlattenOptions): TreeDef {
  return flattenUntil(tree, stopOf("structure", options))[1];
}

/**
 * Like `flatten`, with the path of each leaf.
 *
 * @param tree - any value.
 * @param options - `isLeaf`: nodes that count as leaves (default: none).
 * @returns pairs of path and leaf, and the structure.
 * @throws UsageError if the tree contains itself.
 * @example
 * import { flattenWithPath, keyString } from "@proj/tree";
 * const [entries] = flattenWithPath({ a: [10, 20] });
 * entries.map(([path, leaf]) => `${keyString(path)} = ${leaf}`); // → ["['a'][0] = 10", "['a'][1] = 20"]
 */
export function flattenWithPath<T>(tree: T): [entries: [path: KeyPath, leaf: Leaves<T>][], treedef: TreeDef<T>];
export function flattenWithPath<T, Stop>(
  tree: T,
  options: GuardedFlattenOptions<Stop>,
): [entries: [path: KeyPath, leaf: Leaves<T, Stop>][], treedef: TreeDef<Mapped<T, unknown, Stop>>];
export function flattenWithPath(
  tree: unknown,
  options: FlattenOptions | undefined,
): [entries: [path: KeyPath, leaf: unknown][], treedef: TreeDef];
export function flattenWithPath(
  tree: unknown,
  options?: FlattenOptions,
): [entries: [path: KeyPath, leaf: unknown][], treedef: TreeDef] {
  const [found, treedef] = flattenUntil(tree, stopOf("flattenWithPath", options));
  return [treedef.paths().map((path, i) => [path, found[i]]), treedef];
}

/**
 * The leaves of a tree with the path of each.
 *
 * @param tree - any value.
 * @param options - `isLeaf`: nodes that count as leaves (default: none).
 * @throws UsageError if the tree contains itself.
 * @example
 * import { keyString, leavesWithPath } from "@proj/tree";
 * leavesWithPath({ a: [10] }).map(([path, leaf]) => [keyString(path), leaf]); // → [["['a'][0]", 10]]
 */
export function leavesWithPath<T>(tree: T): [path: KeyPath, leaf: Leaves<T>][];
export function leavesWithPath<T, Stop>(
  tree: T,
  options: GuardedFlattenOptions<Stop>,
): [path: KeyPath, leaf: Leaves<T, Stop>][];
export function leavesWithPath(tree: unknown, options: FlattenOptions | undefined): [path: KeyPath, leaf: unknown][];
export function leavesWithPath(tree: unknown, options?: FlattenOptions): [path: KeyPath, leaf: unknown][] {
  const isLeaf = stopOf("leavesWithPath", options);
  return flattenWithPath(tree, isLeaf === undefined ? undefined : { isLeaf })[0];
}

/** A node taken apart by `flattenOneLevel`. */
export interface OneLevel {
  /** The children, themselves trees. */
  readonly children: readonly unknown[];
  /** The key-path entry of each child. */
  readonly keys: readonly KeyEntry[];
  /** The node's auxiliary data. */
  readonly aux: unknown;
}

/**
 * Takes a node apart without going into its children.
 *
 * @param node - a node.
 * @returns its children, their keys and its auxiliary data.
 * @throws UsageError if the value is a leaf.
 * @example
 * import { flattenOneLevel } from "@proj/tree";
 * flattenOneLevel({ b: [1, 2], a: 3 }).children; // → [3, [1, 2]]
 */
export function flattenOneLevel(node: unknown): OneLevel {
  const kind = kindOf(node);
  if (kind === undefined) {
    throw new UsageError({
      operation: "flattenOneLevel",
      received: `the leaf ${formatValue(node)}`,
      expected: "null, a plain object, an array, a Map or an instance of a registered class",
      remedy: "ask isNode first, or register the class with registerNode",
    });
  }
  const flattened = kind.flatten(node);
  return { children: [...flattened.children], keys: kind.entries(flattened), aux: flattened.aux };
}

/** A node taken apart, with its kind. */
interface OpenNode extends Flattened {
  readonly kind: NodeKind;
}

/** Takes nodes apart, down to where a predicate stops. */
function opener(isLeaf: IsLeaf | undefined): (tree: unknown) => OpenNode | null {
  return isLeaf === undefined ? open : (tree) => (isLeaf(tree) ? null : open(tree));
}

function open(tree: unknown): OpenNode | null {
  const kind = kindOf(tree);
  if (kind === undefined) return null;
  const { children, aux, keys } = kind.flatten(tree);
  return keys === undefined ? { kind, children, aux } : { kind, children, aux, keys };
}

function defOf({ kind, aux, keys }: OpenNode, children: readonly TreeDef[]): TreeDef {
  if (kind === nullKind) return nullDef;
  return new TreeDef(kind, keys === undefined ? { children, aux } : { children, aux, keys });
}

/** Turns the discovery that a tree contains itself into an error that says where. */
function explainCycle(error: unknown): unknown {
  if (!(error instanceof CyclicTree)) return error;
  const frames: Frame<unknown>[] = [];
  for (let frame: Frame<unknown> | null = error.at; frame !== null; frame = frame.above) frames.push(frame);
  const seen = new Set<unknown>();
  const path: KeyEntry[] = [];
  for (const { value, next } of frames.reverse()) {
    if (seen.has(value)) break;
    seen.add(value);
    const kind = kindOf(value)!;
    path.push(kind.entries(kind.flatten(value))[next]!);
  }
  return new UsageError(
    {
      operation: "flatten",
      received: `a tree that contains itself: tree${keyString(path)} is one of the nodes above it`,
      expected: "a tree, in which no node is below itself",
      remedy: "remove the back reference, or keep it in an unregistered class, which is a leaf",
    },
    { cause: error },
  );
}
