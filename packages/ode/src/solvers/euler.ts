import type { NDArray } from "@proj/array";
import { ButcherTableau } from "../butcher-tableau.ts";
import { ExplicitRungeKutta, linearInterpolation } from "../runge-kutta.ts";
import type { DenseInfo } from "../solver.ts";

/**
 * Euler's method: y₁ = y₀ + h f(t₀, y₀). Order 1, no error estimate, linear interpolation.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { Euler, ODETerm } from "@proj/ode";
 * const solver = new Euler();
 * const term = new ODETerm((_t, y: NDArray) => y.neg());
 * const state = solver.init(term, 0, 0.5, array([1]), undefined);
 * solver.step(term, 0, 0.5, array([1]), undefined, state, false).y1.toList(); // → [0.5]
 * ```
 */
export class Euler extends ExplicitRungeKutta {
  readonly order = 1;
  readonly tableau = new ButcherTableau({ c: [], a: [], b: [1], bError: null });

  interpolate<Y>(dense: DenseInfo<Y>, theta: NDArray): Y {
    return linearInterpolation(dense, theta);
  }
}
