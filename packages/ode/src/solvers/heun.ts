import type { NDArray } from "@proj/array";
import { ButcherTableau } from "../butcher-tableau.ts";
import { ExplicitRungeKutta, hermiteInterpolation } from "../runge-kutta.ts";
import type { DenseInfo } from "../solver.ts";

/**
 * Heun's method, also called the improved Euler or explicit trapezoidal method. Order 2 with an embedded Euler step, cubic
 * Hermite interpolation. Not to be confused with Heun's third-order method.
 *
 * K. Heun, "Neue Methoden zur approximativen Integration der Differentialgleichungen einer unabhängigen Veränderlichen",
 * Zeitschrift für Mathematik und Physik 45 (1900) 23–38.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, Heun, ODETerm } from "@proj/ode";
 * const decay = new ODETerm((_t, y: NDArray) => y.neg());
 * diffeqsolve(decay, new Heun(), { t0: 0, t1: 1, dt0: 0.05, y0: array([1]) }).ys.toList(); // ≈ [[0.368]]
 * ```
 */
export class Heun extends ExplicitRungeKutta {
  readonly order = 2;
  readonly tableau = new ButcherTableau({ c: [1], a: [[1]], b: [0.5, 0.5], bError: [0.5, -0.5] });

  protected override readonly interpolatesWithStages = true;

  interpolate<Y>(dense: DenseInfo<Y>, theta: NDArray): Y {
    return hermiteInterpolation(dense, theta);
  }
}
