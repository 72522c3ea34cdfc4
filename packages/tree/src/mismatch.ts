import { wrongOption } from "./core/options.ts";
import { UsageError } from "./core/usage-error.ts";
import { keyString, pathOf, type KeyPath, type Steps } from "./key-path.ts";
import { formatValue, shorten } from "./metadata.ts";
import { nullKind } from "./containers.ts";
import { kindOf } from "./kind-of.ts";
import type { Difference, Flattened, NodeKind } from "./node.ts";
import type { TreeDef } from "./treedef.ts";

/** A node where two trees differ. */
export interface Mismatch extends Difference {
  /** Where the node is, from the root of both trees. */
  readonly path: KeyPath;
}

/** In whose name an error about a tree speaks. */
export interface Speaker {
  /** The operation that the user called, such as `"vmap"`. */
  readonly operation?: string | undefined;
  /** What the user calls the tree, such as `"inAxes"`; paths in messages begin with it. */
  readonly name?: string | undefined;
}

/** An argument that has to be a structure. */
export function checkedDef<T extends TreeDef>(operation: string, name: string, value: T): T {
  if (typeof value === "object" && (value as T | null) !== null && "flattenUpTo" in value) return value;
  throw wrongOption({ operation, name }, value, "the structure of a tree, as structure(tree) gives it");
}

/**
 * The nodes where a tree departs from a structure that should be a prefix of it, in the order of `flatten`; there is
 * at most one on the way from the root to a leaf.
 *
 * @param prefix - the structure that should be a prefix.
 * @param tree - the tree that should continue it.
 * @returns one entry for each differing node; empty if the structure is a prefix of the tree.
 * @example
 * import { prefixMismatches, structure } from "@proj/tree";
 * const [first] = prefixMismatches(structure({ a: [1, 2] }), { a: [1] });
 * first?.reason; // → "different lengths"
 */
export function prefixMismatches(prefix: TreeDef, tree: unknown): Mismatch[] {
  return mismatches(checkedDef("prefixMismatches", "prefix", prefix), tree, lookAtTree);
}

/**
 * Says where and how two structures first differ.
 *
 * @param expected - the structure that is right.
 * @param received - the structure that should equal it.
 * @param name - what the received tree is called in the sentence, such as `"carry"`. Default `"tree"`.
 * @returns a sentence with the path of the first differing node, the reason and both sides; `undefined` if they are equal.
 * @example
 * import { structure, structureMismatch } from "@proj/tree";
 * structureMismatch(structure({ a: [1, 2] }), structure({ a: [1] }), "carry");
 * // → "different lengths at carry['a']: expected list of length 2, received list of length 1"
 */
export function structureMismatch(expected: TreeDef, received: TreeDef, name = "tree"): string | undefined {
  const [first] = mismatches(
    checkedDef("structureMismatch", "expected", expected),
    checkedDef("structureMismatch", "received", received),
    lookAtDef,
  );
  if (first === undefined) return undefined;
  return `${first.reason} at ${name}${keyString(first.path)}: expected ${first.expected}, received ${first.received}`;
}

/** The error of an operation whose tree does not continue the structure it should. */
export function mismatchError(operation: string, name: string, expected: TreeDef, tree: unknown): UsageError {
  const [first] = prefixMismatches(expected, tree);
  if (first === undefined) throw new Error(`${operation}: a node of ${name} changed meanwhile`);
  return new UsageError({
    operation,
    received: `${first.reason} at ${name}${keyString(first.path)}: ${first.received}`,
    expected: `${first.expected}, as in ${shorten(expected.toString(), 200)}`,
    remedy: remedies[first.reason],
  });
}

const remedies: { readonly [R in Difference["reason"]]: string } = {
  "different types": "use the same kind of container at this place in both trees",
  "different lengths": "give both lists the same number of elements",
  "different keys": "give both the same keys, and null for what is absent",
  "different key order": "insert the keys in the same order, or use plain objects",
  "different numbers of children": "let both nodes have the same children",
  "different metadata": "build both nodes with the same static values",
};

/** What a walk sees in one position of the second tree. */
interface View {
  readonly kind: NodeKind | undefined;
  readonly node: Flattened | undefined;
  readonly words: string;
}

function lookAtTree(tree: unknown): View {
  const kind = kindOf(tree);
  if (kind === undefined) return { kind, node: undefined, words: `leaf ${shorten(formatValue(tree), 60)}` };
  const node = kind.flatten(tree);
  return { kind, node, words: kind.describe(node) };
}

function lookAtDef(def: unknown): View {
  const { kind, node } = def as TreeDef;
  return { kind, node, words: kind === undefined ? "leaf" : kind.describe(node) };
}

/** A place where both trees are looked at. */
interface Place {
  readonly expected: TreeDef;
  readonly received: unknown;
  readonly path: Steps | null;
}

function mismatches(expected: TreeDef, received: unknown, look: (x: unknown) => View): Mismatch[] {
  const found: Mismatch[] = [];
  const pending: Place[] = [{ expected, received, path: null }];
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    const { kind, node } = place.expected;
    // A leaf is a prefix of every tree; a structure equals only a leaf.
    if (kind === undefined && look === lookAtTree) continue;
    const view = look(place.received);
    if (view.kind !== kind) {
      const words = kind === undefined ? "leaf" : kind.describe(node);
      found.push({ path: pathOf(place.path), reason: "different types", expected: words, received: view.words });
      continue;
    }
    if (kind === undefined || kind === nullKind || view.node === undefined) continue;
    const difference = kind.difference(node, view.node);
    if (difference !== undefined) {
      found.push({ path: pathOf(place.path), ...difference });
      continue;
    }
    const entries = kind.entries(node);
    for (let i = node.children.length - 1; i >= 0; i--) {
      const entry = entries[i];
      if (entry === undefined) continue;
      const path = { entry, before: place.path };
      pending.push({ expected: node.children[i]!, received: view.node.children[i], path });
    }
  }
  return found;
}
