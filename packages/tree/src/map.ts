import { functionOption, readArgument } from "./core/options.ts";
import { flattenUntil, type IsLeaf } from "./flatten.ts";
import type { KeyPath } from "./key-path.ts";
import type { Continues, Leaves, Mapped, SubtreesAt, Tree, Unchecked } from "./types.ts";

/** What the further trees of a map must look like: each continues the structure of the first one. */
export type Rest<T> = readonly Continues<T>[];

/** What a map over several trees passes on from the further ones: whatever stands in the place of a leaf. */
export type RestLeaves<T, Others extends readonly unknown[]> = { [I in keyof Others]: SubtreesAt<T, Others[I]> };

/** A tree whose nodes of type `Stop` are leaves, of a type that is never a node. */
type Stopped<T, Stop> = Mapped<T, symbol, Stop>;

/**
 * Applies a function to every leaf of a tree, or to the leaves of several trees that stand in the same place.
 *
 * The first tree governs: its structure must be a prefix of the others, so `f` may receive whole subtrees of them.
 *
 * @param f - called with a leaf, and what stands in its place in each further tree.
 * @param tree - the tree whose structure the result has.
 * @param rest - further trees.
 * @returns a new tree of the results.
 * @throws UsageError naming the first node by its path where a further tree departs from the structure of the first.
 * @example
 * import { map } from "@proj/tree";
 * map((x) => 2 * x, { a: 1, b: [2, null] }); // → { a: 2, b: [4, null] }
 * map((x, y) => x + y, { a: 1, b: [2] }, { a: 10, b: [20] }); // → { a: 11, b: [22] }
 */
export function map<T, Result, Others extends Rest<NoInfer<T>>>(
  f: (leaf: Leaves<NoInfer<T>>, ...rest: RestLeaves<T, Others>) => Result,
  tree: T,
  ...rest: Others
): Mapped<T, Result> {
  readArgument("map", "f", f, anyFunction);
  return mapTrees("map", f as LeafFunction, undefined, tree, rest) as Mapped<T, Result>;
}

/**
 * Like `map`, but nodes of the first tree at which `isLeaf` answers `true` count as leaves.
 *
 * @param isLeaf - where to stop; a type guard lets the compiler follow.
 * @param f - called with a leaf, and what stands in its place in each further tree.
 * @param tree - the tree whose structure, down to the stops, the result has.
 * @param rest - further trees.
 * @returns a new tree of the results.
 * @throws UsageError naming the first node by its path where a further tree departs from the structure of the first.
 * @example
 * import { mapUntil } from "@proj/tree";
 * mapUntil((x) => x === null, (x) => x ?? 0, { a: 1, b: null }); // → { a: 1, b: 0 }
 */
export function mapUntil<T, Stop, Result, Others extends Rest<Stopped<NoInfer<T>, Stop>>>(
  isLeaf: (value: unknown) => value is Stop,
  f: (leaf: Leaves<NoInfer<T>, Stop>, ...rest: RestLeaves<Stopped<T, Stop>, Others>) => Result,
  tree: T,
  ...rest: Others
): Mapped<T, Result, Stop>;
export function mapUntil<Result>(
  isLeaf: IsLeaf,
  f: Unchecked<[leaf: unknown, ...rest: unknown[]], Result>,
  tree: unknown,
  ...rest: readonly unknown[]
): Tree<Result>;
export function mapUntil(isLeaf: IsLeaf, f: LeafFunction, tree: unknown, ...rest: readonly unknown[]): unknown {
  readArgument("mapUntil", "isLeaf", isLeaf, anyFunction);
  readArgument("mapUntil", "f", f, anyFunction);
  return mapTrees("mapUntil", f, isLeaf, tree, rest);
}

/**
 * Like `map`, with the path of each leaf as the first argument of the function.
 *
 * @param f - called with the path of a leaf, the leaf, and what stands in its place in each further tree.
 * @param tree - the tree whose structure the result has.
 * @param rest - further trees.
 * @returns a new tree of the results.
 * @throws UsageError naming the first node by its path where a further tree departs from the structure of the first.
 * @example
 * import { keyString, mapWithPath } from "@proj/tree";
 * mapWithPath((path, x) => `${keyString(path)} is ${x}`, { a: [1, 2] }); // → { a: ["['a'][0] is 1", "['a'][1] is 2"] }
 */
export function mapWithPath<T, Result, Others extends Rest<NoInfer<T>>>(
  f: (path: KeyPath, leaf: Leaves<NoInfer<T>>, ...rest: RestLeaves<T, Others>) => Result,
  tree: T,
  ...rest: Others
): Mapped<T, Result> {
  readArgument("mapWithPath", "f", f, anyFunction);
  const paths = flattenUntil(tree, undefined)[1].paths();
  let next = 0;
  const withPath: LeafFunction = (...args) => (f as LeafFunction)(paths[next++], ...args);
  return mapTrees("mapWithPath", withPath, undefined, tree, rest) as Mapped<T, Result>;
}

const anyFunction = functionOption<LeafFunction>();

type LeafFunction = (...args: unknown[]) => unknown;

function mapTrees(
  operation: string,
  f: LeafFunction,
  isLeaf: IsLeaf | undefined,
  tree: unknown,
  rest: readonly unknown[],
): unknown {
  const [leaves, treedef] = flattenUntil(tree, isLeaf);
  const others = rest.map((other, i) => treedef.flattenUpTo(other, { operation, name: `rest[${i}]` }));
  const results = new Array<unknown>(leaves.length);
  const [second] = others;
  if (second === undefined) for (let i = 0; i < leaves.length; i++) results[i] = f(leaves[i]);
  else if (others.length === 1) for (let i = 0; i < leaves.length; i++) results[i] = f(leaves[i], second[i]);
  else for (let i = 0; i < leaves.length; i++) results[i] = f(leaves[i], ...others.map((other) => other[i]));
  return treedef.unflatten(results);
}
