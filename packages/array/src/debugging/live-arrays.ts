import { UsageError } from "@proj/tree/core";
import { ArrayRegister } from "../core/array-register.ts";
import { modes } from "../core/modes.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { switched } from "./switched.ts";

/**
 * Notes which arrays are made, for {@link liveArrays}: to find out what holds memory.
 *
 * Arrays made before are not noted. Those that are noted may be garbage collected, but only once the turn of the event loop in which
 * they were made has ended: until then what operations made on their way is among them.
 *
 * @param body - a function during which arrays are noted; or `true` or `false` to switch it from here on. `true` begins anew.
 * @returns what `body` returns.
 * @throws UsageError when `body` is neither.
 * @example
 * import { array, liveArrays, trackLiveArrays } from "@proj/array";
 * trackLiveArrays(() => {
 *   const x = array([1, 2, 3]);
 *   x.neg().dispose();
 *   return liveArrays().length;
 * }); // → 1
 */
export function trackLiveArrays<R>(body: () => R): R;
export function trackLiveArrays(body: boolean): void;
export function trackLiveArrays(body: unknown): unknown {
  return switched("trackLiveArrays", (on) => ({ arrayRegister: on ? new ArrayRegister() : null }), body);
}

/**
 * The arrays that have values: made since {@link trackLiveArrays} began, neither disposed of nor donated nor garbage collected.
 *
 * Arrays on every device are among them (`x.device` tells where), and so are those that packages keep, such as constants of programs.
 *
 * @returns the arrays, in the order in which they were made; `nbytes` of each says how much it holds.
 * @throws UsageError where arrays are not noted.
 * @example
 * import { array, liveArrays, trackLiveArrays } from "@proj/array";
 * trackLiveArrays(true);
 * const x = array([1, 2, 3, 4]);
 * array([5, 6]).dispose();
 * liveArrays().map(({ nbytes }) => nbytes); // → [16]
 * trackLiveArrays(false);
 * x.sum(); // → 10
 */
export function liveArrays(): NDArray[] {
  const { arrayRegister } = modes();
  if (arrayRegister !== null) return arrayRegister.live;
  throw new UsageError({
    operation: "liveArrays",
    received: "a call where arrays are not noted",
    expected: "to be called after trackLiveArrays began",
    remedy: "write trackLiveArrays(true) before the arrays are made, or call it within trackLiveArrays(() => …)",
  });
}
