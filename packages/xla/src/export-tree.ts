import { DictKey, flattenWithPath, GetAttrKey, MapKey, type KeyEntry, type KeyPath, type TreeDef } from "@proj/tree";

/*
 * Trees as JSON, which Python reads as dictionaries and lists: fields of classes become entries by their names.
 */

/** A tree of dictionaries and lists with one kind of leaf; null is a tree without leaves. */
export type JsonTree<Leaf> = Leaf | null | readonly JsonTree<Leaf>[] | { readonly [key: string]: JsonTree<Leaf> };

const isNamed = (entry: KeyEntry): entry is DictKey | GetAttrKey | MapKey =>
  entry instanceof DictKey || entry instanceof GetAttrKey || entry instanceof MapKey;

type Entry<Leaf> = readonly [path: KeyPath, leaf: Leaf];

function fromPaths<Leaf>(entries: readonly Entry<Leaf>[], depth: number): JsonTree<Leaf> {
  const first = entries[0]!;
  const step = first[0][depth];
  if (step === undefined) return first[1];
  const children = new Map<string, Entry<Leaf>[]>();
  for (const entry of entries) {
    const name = entry[0][depth]!.simple;
    const child = children.get(name);
    if (child === undefined) children.set(name, [entry]);
    else child.push(entry);
  }
  if (isNamed(step)) {
    return Object.fromEntries([...children].map(([name, child]) => [name, fromPaths(child, depth + 1)]));
  }
  const last = Math.max(...[...children.keys()].map(Number));
  return Array.from({ length: last + 1 }, (_, k) => {
    const child = children.get(String(k));
    return child === undefined ? null : fromPaths(child, depth + 1);
  });
}

/** A tree as JSON, with the numbers of its leaves in place of them. */
export function numberedTree(treedef: TreeDef): JsonTree<number> {
  const numbers = Array.from({ length: treedef.numLeaves }, (_, k) => k);
  const [entries] = flattenWithPath(treedef.unflatten(numbers));
  const numbered = entries.map(([path], k): Entry<number> => [path, k]);
  return numbered.length === 0 ? [] : fromPaths(numbered, 0);
}

/** The leaves in the order in which JAX takes them: entries of dictionaries by their sorted keys. */
export function inOrderOfJax<Leaf extends number | string>(tree: JsonTree<Leaf>): readonly Leaf[] {
  if (tree === null) return [];
  if (typeof tree !== "object") return [tree];
  if (Array.isArray(tree)) return (tree as readonly JsonTree<Leaf>[]).flatMap((child) => inOrderOfJax(child));
  const entries = tree as { readonly [key: string]: JsonTree<Leaf> };
  return Object.keys(entries).sort().flatMap((key) => inOrderOfJax(entries[key]!)); // prettier-ignore
}

/** The tree with other leaves. */
export function withLeaves<From extends number | string, To>(
  tree: JsonTree<From>,
  each: (leaf: From) => To,
): JsonTree<To> {
  if (tree === null) return null;
  if (typeof tree !== "object") return each(tree);
  if (Array.isArray(tree)) return (tree as readonly JsonTree<From>[]).map((child) => withLeaves(child, each));
  return Object.fromEntries(Object.entries(tree).map(([key, child]) => [key, withLeaves(child, each)]));
}

/** Where the leaves are, as one writes it: `"[0]['w']"`; in the order in which JAX takes them. */
export function leafPaths<Leaf extends number | string>(tree: JsonTree<Leaf>): readonly string[] {
  if (tree === null) return [];
  if (typeof tree !== "object") return [""];
  const isList = Array.isArray(tree);
  const entries = tree as { readonly [key: string]: JsonTree<Leaf> };
  const names = isList ? Object.keys(tree) : Object.keys(entries).sort();
  return names.flatMap((name) => leafPaths(entries[name]!).map((path) => `[${isList ? name : `'${name}'`}]${path}`));
}
