import { UsageError } from "@proj/array";
import { stopGradient } from "@proj/autodiff";
import { integrate, type Finished, type Problem } from "../integrate.ts";
import type { Loop } from "../loop.ts";
import type { End } from "../observer.ts";
import { implicitRoot } from "../root-finders/root-find.ts";
import type { Found } from "../root-finders/root-finder.ts";
import { SubSaveAt } from "../saving/save-at.ts";
import { TreeRecord } from "../tree-record.ts";
import type { Adjoint } from "./adjoint.ts";
import { unreversed } from "./forward-mode.ts";

/** A loop through which no derivative flows. */
const still: Loop = (condition, body, init, maxSteps) =>
  unreversed(condition, (state) => stopGradient(body(state)), stopGradient(init), maxSteps);

/**
 * Differentiates the end of an integration as a steady state, f(t, y, args) = 0, by the implicit function theorem: whatever the
 * number of steps, a derivative costs one linear system. It does not depend on where the integration began, so that of y0 is zero.
 *
 * Only the final state may be saved.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { grad } from "@proj/autodiff";
 * import { diffeqsolve, ImplicitAdjoint, ODETerm, Tsit5 } from "@proj/ode";
 * const relax = new ODETerm((_t, y: NDArray, target: NDArray) => target.sub(y));
 * const options = { t0: 0, t1: 20, dt0: 0.5, y0: array(0), adjoint: new ImplicitAdjoint() };
 * const end = (target: NDArray) => diffeqsolve(relax, new Tsit5(), { ...options, args: target }).ys.sum();
 * grad(end)(array(3)).item(); // → 1
 * ```
 */
export class ImplicitAdjoint extends TreeRecord implements Adjoint {
  /** @throws UsageError when anything but the final state is saved. */
  loop<Y, Args>(problem: Problem<Y, Args>): Finished<Y> {
    const { saveat, solver, terms, args } = problem;
    const { subs } = saveat;
    const onlyEnd = subs instanceof SubSaveAt && subs.t1 && !subs.t0 && subs.ts === null && subs.steps === 0;
    if (!onlyEnd || saveat.dense) throw savesMore();
    const steady = (end: End<Y>): End<Y> => {
      const slope = (y: Y): Y => solver.func(terms as never, end.t, y, args) as Y;
      const found = (value: Y): Found<Y> => ({ value, result: end.result, numSteps: end.numSteps });
      return { ...end, y: implicitRoot(slope, found, end.y).value };
    };
    return integrate(problem, { outer: still, inner: still }, steady);
  }
}

function savesMore(): UsageError {
  return new UsageError({
    operation: "ImplicitAdjoint",
    received: "an integration of which more than the final state is saved",
    expected: "saveat: { t1: true }, the default",
    remedy: "save the final state only, or choose another adjoint",
  });
}
