import { anyOption, booleanOption, functionOption, readOptions, type OptionReaders } from "@proj/array/core";
import { UsageError } from "@proj/array";
import { broadcastPrefix, flatten, leaves, mapUntil, type IsLeaf } from "@proj/tree";
import { isNull } from "./predicates.ts";

/** Answers, for a leaf, whether it is selected. */
export type LeafPredicate = (leaf: unknown) => boolean;

/**
 * Which leaves of a tree are selected: a predicate, or booleans and predicates in a tree whose structure is a prefix of the
 * other's, each deciding for all leaves below it.
 */
export type FilterSpec = boolean | LeafPredicate | object;

/** How leaves are selected. */
export interface FilterOptions {
  /** What stands for a leaf that is not selected. Default `null`. */
  readonly replace?: unknown;
  /** Nodes that count as leaves. Default: none. */
  readonly isLeaf?: IsLeaf;
}

const filterReaders: OptionReaders<FilterOptions> = { replace: anyOption(), isLeaf: functionOption<IsLeaf>() };
const inverseReaders: OptionReaders<FilterOptions & { readonly inverse?: boolean }> = {
  ...filterReaders,
  inverse: booleanOption,
};

/**
 * Takes leaves out of a tree.
 *
 * @param tree - the tree.
 * @param spec - which leaves stay: a predicate, or a prefix tree of booleans and predicates.
 * @param options - `inverse`: the selected leaves go instead (default false); `replace`: what stands for leaves that go
 *   (default `null`); `isLeaf`: nodes that count as leaves.
 * @returns the tree with holes. It has the type of the whole tree, though there are holes.
 * @throws UsageError if the spec is not a prefix of the tree, UsageError if it has other leaves than booleans and predicates.
 * @example
 * import { filter } from "@proj/module";
 * const isText = (leaf: unknown) => typeof leaf === "string";
 * filter({ a: 1, b: ["x", 2] }, isText); // → { a: null, b: ["x", null] }
 * filter({ a: 1, b: ["x", 2] }, { a: true, b: isText }, { inverse: true }); // → { a: null, b: [null, 2] }
 */
export function filter<T>(tree: T, spec: FilterSpec, options?: FilterOptions & { readonly inverse?: boolean }): T {
  const { inverse = false, replace = null, isLeaf } = readOptions("filter", options, inverseReaders);
  const [values, treedef] = flatten(tree as unknown, { isLeaf });
  const selected = selection("filter", tree, values, spec, isLeaf);
  return treedef.unflatten(values.map((leaf, i) => (selected[i] === inverse ? replace : leaf))) as T;
}

/**
 * Splits a tree into the selected leaves and the others: two trees with holes where the other one has a leaf. `combine`
 * puts them together again.
 *
 * @param tree - the tree.
 * @param spec - which leaves are selected: a predicate, or a prefix tree of booleans and predicates.
 * @param options - `replace`: what stands for a leaf that is in the other tree (default `null`); `isLeaf`: nodes that count as
 *   leaves.
 * @returns the tree of the selected leaves and that of the others, both typed as the whole tree.
 * @throws UsageError if the spec is not a prefix of the tree, UsageError if it has other leaves than booleans and predicates.
 * @example
 * import { array } from "@proj/array";
 * import { combine, isArray, partition } from "@proj/module";
 * const [params, rest] = partition({ weight: array([1, 2]), name: "linear" }, isArray);
 * rest; // → { name: "linear", weight: null }
 * combine(params, rest).name; // → "linear"
 */
export function partition<T>(tree: T, spec: FilterSpec, options?: FilterOptions): [selected: T, others: T] {
  const { replace = null, isLeaf } = readOptions("partition", options, filterReaders);
  const [values, treedef] = flatten(tree as unknown, { isLeaf });
  const selected = selection("partition", tree, values, spec, isLeaf);
  const part = (wanted: boolean): T =>
    treedef.unflatten(values.map((leaf, i) => (selected[i] === wanted ? leaf : replace))) as T;
  return [part(true), part(false)];
}

/**
 * Puts trees with holes together: in each place the first value that is not `null`.
 *
 * @param trees - trees of equal structure, holes aside.
 * @returns one tree.
 * @throws UsageError naming the first node where the structures differ.
 * @example
 * import { combine } from "@proj/module";
 * combine({ a: 1, b: null }, { a: null, b: 2 }); // → { a: 1, b: 2 }
 */
export function combine<T>(...trees: readonly [T, ...T[]]): T {
  const [first, ...others] = trees;
  return mapUntil(isNull, firstValue, first as unknown, ...others) as T;
}

function firstValue(...values: readonly unknown[]): unknown {
  return values.find((value) => value !== null) ?? null;
}

/** The spec's answer for each leaf. */
function selection(
  operation: string,
  tree: unknown,
  values: readonly unknown[],
  spec: FilterSpec,
  isLeaf: IsLeaf | undefined,
): boolean[] {
  if (typeof spec === "boolean") return values.map(() => spec);
  if (typeof spec === "function") return values.map((leaf) => (spec as LeafPredicate)(leaf));
  if (typeof spec !== "object" || (spec as object | null) === null) throw wrongSpec(operation, spec);
  // Where a node counts as a leaf, the spec must not be repeated for what is below it.
  const stopped = isLeaf === undefined ? tree : flatten(tree, { isLeaf })[1].unflatten(values.map(() => 0));
  return broadcastPrefix(spec as unknown, stopped, { operation, isLeaf: undefined }).map((answer, i) => {
    if (typeof answer === "boolean") return answer;
    if (typeof answer === "function") return (answer as LeafPredicate)(values[i]);
    throw wrongSpec(operation, spec);
  });
}

function wrongSpec(operation: string, spec: FilterSpec): UsageError {
  const wrong = leaves(spec as unknown, undefined).find(
    (leaf) => typeof leaf !== "boolean" && typeof leaf !== "function",
  );
  return new UsageError({
    operation,
    received: `a spec with a leaf of type ${typeof wrong}`,
    expected: "a predicate, or a tree of booleans and predicates",
    remedy: "write true or false, or a function of a leaf that answers with one of them",
  });
}
