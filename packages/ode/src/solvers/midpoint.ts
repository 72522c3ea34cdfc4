import type { NDArray } from "@proj/array";
import { ButcherTableau } from "../butcher-tableau.ts";
import { ExplicitRungeKutta, hermiteInterpolation } from "../runge-kutta.ts";
import type { DenseInfo } from "../solver.ts";

/**
 * The explicit midpoint method, also called the modified Euler method. Order 2 with an embedded Euler step, cubic
 * Hermite interpolation.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, Midpoint, ODETerm } from "@proj/ode";
 * const decay = new ODETerm((_t, y: NDArray) => y.neg());
 * diffeqsolve(decay, new Midpoint(), { t0: 0, t1: 1, dt0: 0.05, y0: array([1]) }).ys.toList(); // ≈ [[0.368]]
 * ```
 */
export class Midpoint extends ExplicitRungeKutta {
  readonly order = 2;
  readonly tableau = new ButcherTableau({ c: [0.5], a: [[0.5]], b: [0, 1], bError: [1, -1] });

  protected override readonly interpolatesWithStages = true;

  interpolate<Y>(dense: DenseInfo<Y>, theta: NDArray): Y {
    return hermiteInterpolation(dense, theta);
  }
}
