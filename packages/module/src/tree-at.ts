import { functionOption, readArgument, readOptions, textOption, type OptionReaders } from "@proj/array/core";
import { UsageError } from "@proj/array";
import { flatten, keyString, type IsLeaf, type KeyPath, type TreeDef } from "@proj/tree";
import { NodePath, readWhere, replaceAtPath, type Where } from "./node-path.ts";

/** How {@link treeAt} and {@link updateAt} read a tree. */
export interface AtOptions {
  /** Nodes that count as leaves, and can so be replaced, such as `null`. Default: none. */
  readonly isLeaf?: IsLeaf;
  /** What the user called, for messages. Default: the name of the function. */
  readonly operation?: string;
}

const atReaders: OptionReaders<AtOptions> = { isLeaf: functionOption<IsLeaf>(), operation: textOption };

/**
 * A tree with some of its nodes replaced.
 *
 * @param where - points at what is replaced: from the tree to one of its nodes or leaves, or to a list of them. It may look at
 *   the structure of the tree, but not at its leaves. A {@link NodePath} points at the node at its end.
 * @param tree - the tree; it stays as it is.
 * @param replacement - what comes in the place: a value, or a list of as many as were pointed at.
 * @param options - `isLeaf`: nodes that count as leaves, and can so be replaced; needed for `null`, except at the end of a path.
 * @returns a new tree.
 * @throws UsageError if `where` points at nothing in the tree, at one node twice or at nodes inside each other, if it depends
 *   on leaves, or if there are not as many replacements.
 * @example
 * import { treeAt } from "@proj/module";
 * const model = { layers: [{ w: 1, b: 2 }, { w: 3, b: 4 }] };
 * treeAt((m) => m.layers[1]!.w, model, 0); // → { layers: [{ b: 2, w: 1 }, { b: 4, w: 0 }] }
 * treeAt((m) => m.layers.map((l) => l.b), model, [8, 9]); // → { layers: [{ b: 8, w: 1 }, { b: 9, w: 3 }] }
 */
export function treeAt<T, const Found>(
  where: Where<T, Found> | NodePath<T, Found>,
  tree: T,
  replacement: NoInfer<Found>,
  options?: AtOptions,
): T {
  const { isLeaf, operation = "treeAt" } = readOptions("treeAt", options, atReaders);
  readWhere(operation, where, tree);
  if (arguments.length < 3) throw noReplacement();
  if (where instanceof NodePath) return replaceAtPath(operation, where, tree, () => replacement) as T;
  const selection = select(operation, where, tree, isLeaf);
  const { nodes } = selection;
  if (!selection.isList) return selection.replace(() => replacement) as T;
  if (!Array.isArray(replacement) || replacement.length !== nodes.length) throw wrongCount(nodes.length, replacement);
  return selection.replace((_, i) => (replacement as readonly unknown[])[i]) as T;
}

/**
 * A tree with a function applied to some of its nodes.
 *
 * @param where - points at one or several nodes, as for `treeAt`.
 * @param tree - the tree; it stays as it is.
 * @param f - from what was there to what comes in its place; called once for each node.
 * @param options - `isLeaf`: nodes that count as leaves.
 * @returns a new tree.
 * @throws UsageError under the conditions of `treeAt`.
 * @example
 * import { updateAt } from "@proj/module";
 * updateAt((m) => m.w, { w: 3, b: 1 }, (w) => 2 * w); // → { b: 1, w: 6 }
 */
export function updateAt<T, Found>(
  where: Where<T, Found> | NodePath<T, Found>,
  tree: T,
  f: (found: NoInfer<Found>) => NoInfer<Found>,
  options?: AtOptions,
): T;
export function updateAt<T, Each>(
  where: Where<T, readonly Each[]>,
  tree: T,
  f: (found: NoInfer<Each>) => NoInfer<Each>,
  options?: AtOptions,
): T;
export function updateAt(
  where: Where<unknown> | NodePath<unknown>,
  tree: unknown,
  f: (found: never) => unknown,
  options?: AtOptions,
): unknown {
  const { isLeaf, operation = "updateAt" } = readOptions("updateAt", options, atReaders);
  readWhere(operation, where, tree);
  readArgument(operation, "f", f, functionOption());
  if (where instanceof NodePath) return replaceAtPath(operation, where, tree, (node) => f(node as never));
  return select(operation, where, tree, isLeaf).replace((node) => f(node as never));
}

/** The nodes that were pointed at. */
interface Selection {
  readonly nodes: readonly unknown[];
  /** Whether a list of nodes was pointed at, not one node. */
  readonly isList: boolean;
  /** The tree with each node, given with its place in the selection, replaced. */
  replace(f: (node: unknown, index: number) => unknown): unknown;
}

/*
 * Which node is meant shows only if no two of them are the same object. So `where` runs on a copy of the tree in which each
 * leaf is a marker of its own; the nodes above are new objects anyhow.
 */
function select<T>(operation: string, where: (tree: T) => unknown, tree: T, isLeaf: IsLeaf | undefined): Selection {
  const [leaves, treedef] = flatten(tree as unknown, { isLeaf });
  const markers = markersFor(operation, treedef);
  const leafOf = new Map<unknown, unknown>(markers.map((marker, i) => [marker, leaves[i]]));
  const marked = treedef.unflatten(markers);
  const found = where(marked as T);
  checkSameWithLeaves(operation, found, where(tree), leafOf, isLeaf);

  const isList = countIn(marked, new Set([found])).get(found) !== 1 && Array.isArray(found);
  const nodes: readonly unknown[] = isList ? (found as readonly unknown[]) : [found];
  const indexOf = new Map(nodes.map((node, i) => [node, i]));
  const counts = countIn(marked, new Set(nodes));
  nodes.forEach((node, i) => {
    const count = counts.get(node) ?? 0;
    const isRepeated = count > 1 || indexOf.get(node) !== i;
    const place = isList ? `element ${i} of the result of where, ` : "the result of where, ";
    if (count === 0) throw notFound(operation, place, node);
    if (isRepeated) throw notUnique(operation, place, node);
  });

  const withLeaves = (value: unknown): unknown => {
    const [parts, structure] = flatten(value, undefined);
    return structure.unflatten(parts.map((part) => leafOf.get(part)));
  };
  return {
    nodes,
    isList,
    replace(f) {
      const [parts, structure] = flatten(marked, { isLeaf: (node) => indexOf.has(node) });
      return structure.unflatten(
        parts.map((part) => {
          const index = indexOf.get(part);
          return index === undefined ? leafOf.get(part) : f(withLeaves(part), index);
        }),
      );
    },
  };
}

/** How often some nodes are in a tree; what is inside one of them is not looked at. */
function countIn(tree: unknown, nodes: ReadonlySet<unknown>): ReadonlyMap<unknown, number> {
  const counts = new Map<unknown, number>();
  flatten(tree, {
    isLeaf(node) {
      if (!nodes.has(node)) return false;
      counts.set(node, (counts.get(node) ?? 0) + 1);
      return true;
    },
  });
  return counts;
}

/** A leaf's stand-in while `where` runs: it can be pointed at, and anything else done to it is an error. */
class Marker {
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }
}

function markersFor(operation: string, treedef: TreeDef): readonly object[] {
  const refuse = (path: KeyPath, action: string): never => {
    throw new UsageError({
      operation,
      received: `a function where that uses ${action} of the leaf at tree${keyString(path)}`,
      expected: "a function that points at nodes and leaves of the tree and does not look into leaves",
      remedy: "return the leaf itself; to compute the new value from the old one, use updateAt(where, tree, f)",
    });
  };
  return treedef.paths().map((path) => {
    return new Proxy(new Marker(keyString(path)), {
      get(marker, name) {
        // What kinds of value there are is asked with symbols; those of the language mean that the leaf is computed with.
        if (name === Symbol.toPrimitive || name === Symbol.iterator) return refuse(path, "the value");
        if (typeof name === "symbol" || name === "constructor") return Reflect.get(marker, name) as unknown;
        return refuse(path, `the property "${name}"`);
      },
      set: (_, name) => refuse(path, `an assignment to "${String(name)}"`),
    });
  });
}

function checkSameWithLeaves(
  operation: string,
  found: unknown,
  foundWithLeaves: unknown,
  leafOf: ReadonlyMap<unknown, unknown>,
  isLeaf: IsLeaf | undefined,
): void {
  const [a, structureA] = flatten(found, undefined);
  const [b, structureB] = flatten(foundWithLeaves, { isLeaf });
  const isSame =
    structureA.equals(structureB) && a.every((leaf, i) => Object.is(leafOf.has(leaf) ? leafOf.get(leaf) : leaf, b[i]));
  if (isSame) return;
  throw new UsageError({
    operation,
    received: "a function where that points at other nodes when the leaves of the tree have other values",
    expected: "a function of the structure of the tree alone",
    remedy: "do not test leaves inside where; select by the tree's structure, its classes and its keys",
  });
}

function notFound(operation: string, place: string, node: unknown): UsageError {
  return new UsageError({
    operation,
    received: `${place}${describe(node)}, which is not in the tree${node === undefined ? "" : ", or is inside another node that is replaced"}`,
    expected: "a node or leaf of the tree, or a list of them",
    remedy: "return parts of the tree themselves, not copies or results of computations; check the names on the way",
  });
}

function notUnique(operation: string, place: string, node: unknown): UsageError {
  return new UsageError({
    operation,
    received: `${place}${describe(node)}, which is in the tree or in the result of where more than once`,
    expected: "nodes that can be told apart, each pointed at once",
    remedy: "point at each node once; to replace null, pass { isLeaf: (node) => node === null }",
  });
}

function noReplacement(): UsageError {
  return new UsageError({
    operation: "treeAt",
    received: "no replacement",
    expected: "a value for each node that where points at",
    remedy: "pass the new value as third argument (null is one, too); to compute it from the old one, use updateAt",
  });
}

function wrongCount(count: number, replacement: unknown): UsageError {
  return new UsageError({
    operation: "treeAt",
    received: `${count} nodes, and ${Array.isArray(replacement) ? `a list of ${replacement.length} replacements` : "a replacement that is not a list"}`,
    expected: `a list of ${count} replacements, since where returns a list of ${count} nodes`,
    remedy: "give one replacement for each node, in the same order",
  });
}

function describe(node: unknown): string {
  if (node instanceof Marker) return "a leaf";
  if (node === null || node === undefined) return String(node);
  if (Array.isArray(node)) return `a list of length ${node.length}`;
  return typeof node === "object" ? `an instance of ${node.constructor.name}` : `a ${typeof node}`;
}
