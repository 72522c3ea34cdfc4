import { NewtonChord } from "./newton-chord.ts";

/**
 * The chord method of implicit Runge–Kutta solvers: one Jacobian for all stages of a step. It ends after two steps: well if the
 * rate at which steps become smaller promises a small rest, else by giving up, so that a controller tries a smaller step.
 *
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, Kvaerno3, ODETerm, VeryChord } from "@proj/ode";
 * const decay = new ODETerm((_t, y: NDArray) => y.mul(-100));
 * const solver = new Kvaerno3({ rootFinder: new VeryChord({ rtol: 1e-3, atol: 1e-3 }) });
 * diffeqsolve(decay, solver, { t0: 0, t1: 1, dt0: 0.1, y0: array([1]) }).ys.shape; // → [1, 1]
 */
export class VeryChord extends NewtonChord {
  protected get everyPoint(): boolean {
    return false;
  }

  protected get cauchy(): boolean {
    return false;
  }
}
