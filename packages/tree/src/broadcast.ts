import { flatten, leaves, structure } from "./flatten.ts";
import type { FlattenOptions } from "./flatten.ts";
import type { Speaker } from "./mismatch.ts";
import type { Leaves, Mapped } from "./types.ts";

/** Options of an expansion: where the prefix stops, and in whose name an error speaks. */
export interface BroadcastOptions extends FlattenOptions, Speaker {}

/** Broadcast options whose `isLeaf` tells the compiler what it stops at. */
export interface GuardedBroadcastOptions<Stop> extends BroadcastOptions {
  /** Nodes of the prefix that count as leaves. */
  readonly isLeaf: (value: unknown) => value is Stop;
}

/**
 * Repeats each leaf of a prefix tree for every leaf of a full tree that is below it. This is how one axis, one flag or one
 * learning rate is meant for a whole subtree.
 *
 * @param prefix The tree of what is repeated.
 * @param full A tree that continues the prefix.
 * @param options `isLeaf`: nodes of the prefix that count as leaves (default: none), such as `null` where it means
 *   something; `operation` and `name`: in whose name an error speaks (default `"broadcastPrefix"`, `"tree"`).
 * @returns As many values as the full tree has leaves, in the order of `flatten`.
 * @throws UsageError naming the first node, by its path, where the full tree departs from the prefix.
 * @example
 * import { broadcastPrefix } from "@proj/tree";
 * broadcastPrefix({ a: 0, b: 1 }, { a: ["p", "q"], b: "r" }); // → [0, 0, 1]
 */
export function broadcastPrefix<P>(prefix: P, full: unknown): Leaves<P>[];
export function broadcastPrefix<P, Stop>(
  prefix: P,
  full: unknown,
  options: GuardedBroadcastOptions<Stop>,
): Leaves<P, Stop>[];
export function broadcastPrefix(prefix: unknown, full: unknown, options: BroadcastOptions | undefined): unknown[];
export function broadcastPrefix(prefix: unknown, full: unknown, options: BroadcastOptions = {}): unknown[] {
  const [values, treedef] = flatten(prefix, options);
  const { operation = "broadcastPrefix", name } = options;
  return treedef.flattenUpTo(full, { operation, name }).flatMap((subtree, i) => leaves(subtree).map(() => values[i]));
}

/**
 * Like `broadcastPrefix`, with the result as a tree of the full tree's structure.
 *
 * @param prefix The tree of what is repeated.
 * @param full A tree that continues the prefix.
 * @param options As for `broadcastPrefix`.
 * @returns A tree of the full tree's structure.
 * @throws UsageError naming the first node, by its path, where the full tree departs from the prefix.
 * @example
 * import { broadcast } from "@proj/tree";
 * broadcast({ a: 0, b: 1 }, { a: ["p", "q"], b: "r" }); // → { a: [0, 0], b: 1 }
 */
export function broadcast<P, T>(prefix: P, full: T): Mapped<T, Leaves<P>>;
export function broadcast<P, T, Stop>(
  prefix: P,
  full: T,
  options: GuardedBroadcastOptions<Stop>,
): Mapped<T, Leaves<P, Stop>>;
export function broadcast(prefix: unknown, full: unknown, options: BroadcastOptions | undefined): unknown;
export function broadcast(prefix: unknown, full: unknown, options: BroadcastOptions = {}): unknown {
  const { operation = "broadcast" } = options;
  return structure(full).unflatten(broadcastPrefix(prefix, full, { ...options, operation }));
}
