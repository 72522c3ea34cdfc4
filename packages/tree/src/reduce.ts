import {
  anyOption,
  functionOption,
  listOption,
  readArgument,
  readOptions,
  type OptionReaders,
} from "./core/options.ts";
import { UsageError } from "./core/usage-error.ts";
import { leaves, leavesUntil, stopOf } from "./flatten.ts";
import type { FlattenOptions, GuardedFlattenOptions } from "./flatten.ts";
import { isNode } from "./kind-of.ts";
import type { Leaves, Unchecked } from "./types.ts";

/**
 * Folds the leaves of a tree from left to right.
 *
 * @param f - called with what has been accumulated and the next leaf.
 * @param tree - any value.
 * @param initial - what to begin with. Default: the first leaf.
 * @param options - `isLeaf`: nodes that count as leaves (default: none).
 * @throws UsageError if the tree has no leaves and nothing was given to begin with.
 * @example
 * import { reduce } from "@proj/tree";
 * reduce((sum, x) => sum + x, { a: 1, b: [2, 3] }, 0); // → 6
 */
export function reduce<T>(
  f: (accumulated: Leaves<NoInfer<T>>, leaf: Leaves<NoInfer<T>>) => Leaves<NoInfer<T>>,
  tree: T,
): Leaves<T>;
export function reduce<T, Result>(
  f: (accumulated: Result, leaf: Leaves<NoInfer<T>>) => Result,
  tree: T,
  initial: Result,
): Result;
export function reduce<T, Stop, Result>(
  f: (accumulated: Result, leaf: Leaves<NoInfer<T>, Stop>) => Result,
  tree: T,
  initial: Result,
  options: GuardedFlattenOptions<Stop>,
): Result;
export function reduce<Result>(
  f: Unchecked<[accumulated: Result, leaf: unknown], Result>,
  tree: unknown,
  initial: Result,
  options: FlattenOptions | undefined,
): Result;
export function reduce(
  f: (accumulated: unknown, leaf: never) => unknown,
  tree: unknown,
  ...rest: [initial?: unknown, options?: FlattenOptions]
): unknown {
  readArgument("reduce", "f", f, functionOption());
  const found = leavesUntil(tree, stopOf("reduce", rest[1])) as never[];
  if (rest.length > 0) return found.reduce(f, rest[0]);
  const [first, ...others] = found;
  if (found.length === 0) {
    throw new UsageError({
      operation: "reduce",
      received: "a tree without leaves, and no initial value",
      expected: "at least one leaf, or an initial value",
      remedy: "give the result for an empty tree as the third argument",
    });
  }
  return others.reduce<unknown>(f, first);
}

/**
 * Whether every leaf is truthy; so it is for a tree without leaves.
 *
 * @param tree - any value.
 * @param options - `isLeaf`: nodes that count as leaves (default: none).
 * @example
 * import { all } from "@proj/tree";
 * all({ a: true, b: [true, null] }); // → true
 */
export function all(tree: unknown, options?: FlattenOptions): boolean {
  return leavesUntil(tree, stopOf("all", options)).every(Boolean);
}

/**
 * Whether every value of a list is a leaf.
 *
 * @param values - the values.
 * @param options - `isLeaf`: nodes that count as leaves (default: none).
 * @example
 * import { allLeaves } from "@proj/tree";
 * allLeaves([1, "a", undefined]); // → true
 * allLeaves([1, null]); // → false
 */
export function allLeaves(values: readonly unknown[], options?: FlattenOptions): boolean {
  const isLeaf = stopOf("allLeaves", options);
  return readArgument("allLeaves", "values", values, listOption(anyOption())).every(
    (value) => isLeaf?.(value) === true || !isNode(value),
  );
}

/** Options of {@link reduceAssociative}. */
export interface ReduceAssociativeOptions<T> {
  /** The result for a tree without leaves; one that `f` leaves as they are. */
  readonly identity?: T;
  /** Nodes that count as leaves. Default none. */
  readonly isLeaf?: (node: unknown) => boolean;
}

const associativeReaders: OptionReaders<ReduceAssociativeOptions<unknown>> = {
  identity: anyOption(),
  isLeaf: functionOption<(node: unknown) => boolean>(),
};

/**
 * Folds the leaves of a tree with an associative function, in pairs: with rounding, sums of many leaves come out better than from
 * left to right.
 *
 * @param f - from two neighbours to one.
 * @param tree - any value.
 * @param options - see {@link ReduceAssociativeOptions}.
 * @throws UsageError if the tree has no leaves and no `identity` was given.
 * @example
 * import { reduceAssociative } from "@proj/tree";
 * reduceAssociative((x: string, y: string) => `(${x} ${y})`, ["a", ["b", "c"], "d"]); // → "((a b) (c d))"
 */
export function reduceAssociative<T>(f: (x: T, y: T) => T, tree: unknown, options?: ReduceAssociativeOptions<T>): T {
  const operation = "reduceAssociative";
  readArgument(operation, "f", f, functionOption());
  const { isLeaf, identity } = readOptions(operation, options, associativeReaders);
  const all = (isLeaf === undefined ? leaves(tree) : leaves(tree, { isLeaf })) as readonly T[];
  if (all.length === 0) {
    if (options !== undefined && "identity" in options) return identity as T;
    throw new UsageError({
      operation,
      received: "a tree without leaves, and no identity",
      expected: "at least one leaf, or what the result is without any",
      remedy: "pass { identity: value }",
    });
  }
  const inPairs = (from: number, to: number): T => {
    if (to - from === 1) return all[from]!;
    const middle = from + Math.floor((to - from) / 2);
    return f(inPairs(from, middle), inPairs(middle, to));
  };
  return inPairs(0, all.length);
}
