import { logicalAnd, whileLoop, type NDArray } from "@proj/array";
import { scalar } from "@proj/array/core";
import { integrate, type Finished, type Problem } from "../integrate.ts";
import type { Loop } from "../loop.ts";
import { TreeRecord } from "../tree-record.ts";
import type { Adjoint } from "./adjoint.ts";

/** A loop without a way back, which ends after a number of steps in any case. */
export const unreversed: Loop = <State>(
  condition: (state: State) => NDArray,
  body: (state: State) => State,
  init: State,
  maxSteps: number | null,
) => {
  if (maxSteps === null) return whileLoop<State>(condition, body, init);
  const counted = whileLoop<{ readonly state: State; readonly steps: NDArray }>(
    ({ state, steps }) => logicalAnd(steps.lt(maxSteps), condition(state)),
    ({ state, steps }) => ({ state: body(state), steps: steps.add(1) }),
    { state: init, steps: scalar(0, "int32") },
  );
  return counted.state;
};

/**
 * Differentiates in forward mode, with the solution itself: for few parameters and many outputs. Reverse mode is an error.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { jvp } from "@proj/autodiff";
 * import { diffeqsolve, ForwardMode, ODETerm, Tsit5 } from "@proj/ode";
 * const decay = new ODETerm((_t, y: NDArray) => y.neg());
 * const adjoint = new ForwardMode();
 * const end = (y0: NDArray) => diffeqsolve(decay, new Tsit5(), { t0: 0, t1: 1, dt0: 0.1, y0, adjoint }).ys.sum();
 * jvp(end, [array(1)], [array(1)])[1].item(); // ≈ 0.3679
 * ```
 */
export class ForwardMode extends TreeRecord implements Adjoint {
  loop<Y, Args>(problem: Problem<Y, Args>): Finished<Y> {
    return integrate(problem, { outer: unreversed, inner: unreversed });
  }
}
