import { full, type NDArray } from "@proj/array";
import { jit, type Target } from "@proj/jit";
import type { Peer } from "./peer.ts";
import type { Program } from "./rows.ts";

const attempts = 3;

/** Seconds until the first results of a function that nobody has compiled before. */
function firstCall({ title, f }: Program, inputs: readonly NDArray[], target: Target, attempt: number): number {
  // Another number each time: engines remember modules, byte by byte.
  const compiled = jit((...x: NDArray[]) => [f(...x), full([], attempt)], { name: title, target });
  const before = performance.now();
  const [results, number] = compiled(...inputs) as [NDArray | readonly NDArray[], NDArray];
  const seconds = (performance.now() - before) / 1e3;
  for (const result of [results, number].flat()) result.dispose();
  return seconds;
}

/**
 * The seconds of a first call of ours and of JAX, on the wall: the best of three, in turns.
 *
 * @returns NaN for JAX where there is none.
 */
export async function firstCalls(
  program: Program,
  inputs: readonly NDArray[],
  target: Target,
  peer: Peer | null,
): Promise<{ readonly ours: number; readonly jax: number }> {
  const { jax: source } = program;
  let [ours, jax] = [Infinity, peer === null || source === undefined ? NaN : Infinity];
  for (let attempt = 0; attempt < attempts; attempt++) {
    ours = Math.min(ours, firstCall(program, inputs, target, attempt));
    if (peer !== null && source !== undefined) jax = Math.min(jax, await peer.firstCall(source, inputs));
  }
  return { ours, jax };
}
