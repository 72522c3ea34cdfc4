import { functionOption, readOptions, textOption, type OptionReaders } from "./core/options.ts";
import { flattenUntil, leavesUntil, type IsLeaf } from "./flatten.ts";
import type { FlattenOptions } from "./flatten.ts";
import type { Speaker } from "./mismatch.ts";
import type { Leaves, Mapped } from "./types.ts";

/** Options of an expansion: where the prefix stops, and in whose name an error speaks. */
export interface BroadcastOptions extends FlattenOptions, Speaker {}

const broadcastReaders: OptionReaders<BroadcastOptions> = {
  isLeaf: functionOption<IsLeaf>(),
  operation: textOption,
  name: textOption,
};

/** Broadcast options whose `isLeaf` tells the compiler what it stops at. */
export interface GuardedBroadcastOptions<Stop> extends BroadcastOptions {
  /** Nodes of the prefix that count as leaves. */
  readonly isLeaf: (value: unknown) => value is Stop;
}

/**
 * Repeats each leaf of a prefix tree for every leaf of a full tree that is below it. This is how one axis, one flag or one
 * learning rate is meant for a whole subtree.
 *
 * @param prefix - the tree of what is repeated.
 * @param full - a tree that continues the prefix.
 * @param options - `isLeaf`: nodes of the prefix that count as leaves (default: none), such as `null` where it means
 *   something; `operation` and `name`: in whose name an error speaks (default `"broadcastPrefix"`, `"tree"`).
 * @returns as many values as the full tree has leaves, in the order of `flatten`.
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
  return repeated(prefix, full, readOptions("broadcastPrefix", options, broadcastReaders), "broadcastPrefix");
}

function repeated(prefix: unknown, full: unknown, options: BroadcastOptions, caller: string): unknown[] {
  const { isLeaf, operation = caller, name } = options;
  const [values, treedef] = flattenUntil(prefix, isLeaf);
  return treedef
    .flattenUpTo(full, { operation, name })
    .flatMap((subtree, i) => leavesUntil(subtree, undefined).map(() => values[i]));
}

/**
 * Like `broadcastPrefix`, with the result as a tree of the full tree's structure.
 *
 * @param prefix - the tree of what is repeated.
 * @param full - a tree that continues the prefix.
 * @param options - as for `broadcastPrefix`.
 * @returns a tree of the full tree's structure.
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
  const read = readOptions("broadcast", options, broadcastReaders);
  return flattenUntil(full, undefined)[1].unflatten(repeated(prefix, full, read, "broadcast"));
}
