let times = 0;

/**
 * Forgets every trace of every function of `jit`, and with them what was compiled: the next call of each stages and compiles anew.
 *
 * @example
 * import { ones, type NDArray } from "@proj/array";
 * import { clearCaches, jit } from "@proj/jit";
 * const f = jit((x: NDArray) => x.add(1));
 * f(ones(2));
 * clearCaches();
 * f(ones(2));
 * f.traces.length; // → 2
 */
export function clearCaches(): void {
  times++;
}

/** How often the caches were cleared. */
export function timesCleared(): number {
  return times;
}
