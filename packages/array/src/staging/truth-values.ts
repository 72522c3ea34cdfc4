import { cpu } from "../core/device/host-device.ts";
import type { Atom, ClosedJaxpr, Jaxpr } from "../core/jaxpr/jaxpr.ts";
import { jaxprKey } from "../core/jaxpr/key.ts";
import { askedForTruth, mostUnread } from "../core/truth-values.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/*
 * JavaScript cannot tell us that `if (x.gt(0))` asked a traced array for a truth value: an object is always true. But such a
 * comparison leaves a trace of its own, an array of booleans that no operation reads, and whose shape nobody asks for. One that is
 * merely of no use leaves the same, so the function is traced once more, in which unread comparisons give `false`: if that changes the
 * program, or fails, it was a condition. Functions without such comparisons are traced once.
 */

/** An array of booleans that the user's function made itself, most often by a comparison. */
export interface Comparison {
  readonly variable: Atom;
  /** What gave it. */
  readonly primitive: string;
  /** Whether its shape or dtype was asked for, as all do that are given an array; an `if` does not. */
  readonly isUsed: boolean;
}

/** The places of the comparisons whose results no operation reads. */
export function unreadComparisons(comparisons: readonly Comparison[], jaxpr: Jaxpr): ReadonlySet<number> {
  if (comparisons.length === 0) return new Set();
  const read = new Set<Atom>(jaxpr.outputs);
  for (const equation of jaxpr.equations) for (const input of equation.inputs) read.add(input);
  return new Set(
    [...comparisons.keys()].filter((place) => !comparisons[place]!.isUsed && !read.has(comparisons[place]!.variable)),
  );
}

/** Ends a `while` whose condition is a traced array, which would never end. */
export function stopEndlessLoop(
  comparisons: readonly Comparison[],
  equations: Jaxpr["equations"],
  description: string,
): void {
  const { length } = comparisons;
  if (length < mostUnread || (length & (length - 1)) !== 0) return;
  const unread = unreadComparisons(comparisons, { binders: [], equations, outputs: [] });
  if (2 * unread.size > length) throw askedForTruth(description, comparisons[length - 1]!.primitive);
}

/**
 * Refuses a function that decides by the truth value of a traced array.
 *
 * @param closed - its program, in which these comparisons are unread.
 * @param again - traces it again with `false` in their places.
 */
export function rejectConditions(
  description: string,
  primitive: string,
  closed: ClosedJaxpr,
  again: () => ClosedJaxpr,
): void {
  let other: ClosedJaxpr;
  try {
    other = again();
  } catch {
    // With an array it went well.
    throw askedForTruth(description, primitive);
  }
  const same =
    jaxprKey(closed.jaxpr, "as written") === jaxprKey(other.jaxpr, "as written") &&
    closed.consts.every((constant, k) => isSameConstant(constant, other.consts[k]!));
  if (!same) throw askedForTruth(description, primitive);
}

/** Each trace makes its constants anew. Those on a device cannot be looked at, and count as the same. */
function isSameConstant(a: NDArray, b: NDArray): boolean {
  if (a === b) return true;
  if (a.tracing !== null || b.tracing !== null) return false;
  if (a.device !== cpu || b.device !== cpu) return true;
  const [x, y] = [a.dataSync(), b.dataSync()];
  return x.every((value, k) => Object.is(value, y[k]));
}
