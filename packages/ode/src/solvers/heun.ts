import { ButcherTableau } from "../butcher-tableau.ts";
import { HermiteRungeKutta } from "./hermite-runge-kutta.ts";

const tableau = /* @__PURE__ */ new ButcherTableau({ c: [1], a: [[1]], b: [0.5, 0.5], bError: [0.5, -0.5] });

/**
 * Heun's method, also called the improved Euler or explicit trapezoidal method. Order 2 with an embedded Euler step, cubic
 * Hermite interpolation. Not to be confused with Heun's third-order method. For stochastic equations it converges to the
 * Stratonovich solution.
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
export class Heun extends HermiteRungeKutta {
  get order(): number {
    return 2;
  }

  override get strongOrder(): number {
    return 0.5;
  }

  get tableau(): ButcherTableau {
    return tableau;
  }
}
