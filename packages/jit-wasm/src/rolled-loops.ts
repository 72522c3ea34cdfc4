import { roll, type RollLoops } from "@proj/jit/core";

/** What compiles loops that were written out as loops; opaque. */
export interface RolledLoops {
  readonly rollLoops: RollLoops;
}

/** From here on looking for loops takes less time than it saves. */
const leastEquations = 1024;

/**
 * For the option `loops` of `wasm`: a loop of JavaScript around array operations, which tracing writes out operation by operation, is
 * compiled as a loop if the program has a thousand operations or more. Results are the same, and the first call of a long program
 * takes half to a quarter of the time. It is an option since bundles of programs that use `scan` and `foriLoop` should not carry it.
 *
 * @example
 * import * as np from "@proj/array";
 * import { jit } from "@proj/jit";
 * import { rolledLoops, wasm } from "@proj/jit-wasm";
 * const f = jit(
 *   (x: np.NDArray) => {
 *     for (let k = 0; k < 1000; k++) x = np.sin(x).mul(0.5);
 *     return x;
 *   },
 *   { target: wasm({ loops: rolledLoops }) },
 * );
 * f(np.array(0)).item(); // → 0
 */
export const rolledLoops: RolledLoops = { rollLoops: (jaxpr) => roll(jaxpr, leastEquations) };
