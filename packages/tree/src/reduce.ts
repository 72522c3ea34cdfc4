import { functionOption, listOption, anyOption, readArgument } from "./core/options.ts";
import { UsageError } from "./core/usage-error.ts";
import { leavesUntil, stopOf } from "./flatten.ts";
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
