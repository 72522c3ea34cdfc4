import { boundedWhileLoop } from "@proj/autodiff";
import { integrate, type Finished, type Problem } from "../integrate.ts";
import type { Loop } from "../loop.ts";
import { TreeRecord } from "../tree-record.ts";
import type { Adjoint } from "./adjoint.ts";
import { unreversed } from "./forward-mode.ts";

const bounded: Loop = (condition, body, init, maxSteps) =>
  maxSteps === null ? unreversed(condition, body, init, null) : boundedWhileLoop(condition, body, init, { maxSteps });

/**
 * Differentiates the steps that were made, in both modes. Without a bound on the number of steps (`maxSteps: null`) there is
 * forward mode only.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { grad } from "@proj/autodiff";
 * import { diffeqsolve, DirectAdjoint, ODETerm, Tsit5 } from "@proj/ode";
 * const decay = new ODETerm((_t, y: NDArray) => y.neg());
 * const options = { t0: 0, t1: 1, dt0: 0.1, maxSteps: 16, adjoint: new DirectAdjoint() };
 * const end = (y0: NDArray) => diffeqsolve(decay, new Tsit5(), { ...options, y0 }).ys.sum();
 * grad(end)(array(1)).item(); // ≈ 0.3679
 * ```
 */
export class DirectAdjoint extends TreeRecord implements Adjoint {
  loop<Y, Args>(problem: Problem<Y, Args>): Finished<Y> {
    return integrate(problem, { outer: bounded, inner: bounded });
  }
}
