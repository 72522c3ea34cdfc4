import { ButcherTableau } from "../butcher-tableau.ts";
import { HermiteRungeKutta } from "./hermite-runge-kutta.ts";

const tableau = /* @__PURE__ */ new ButcherTableau({
  c: [2 / 3],
  a: [[2 / 3]],
  b: [1 / 4, 3 / 4],
  bError: [3 / 4, -3 / 4],
});

/**
 * Ralston's method of order 2, whose local error has the smallest bound of its kind, with an embedded Euler step and cubic
 * Hermite interpolation. For stochastic equations it converges to the Stratonovich solution.
 *
 * A. Ralston, "Runge–Kutta methods with minimum error bounds", Mathematics of Computation 16 (1962) 431–437.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, Ralston, ODETerm } from "@proj/ode";
 * const decay = new ODETerm((_t, y: NDArray) => y.neg());
 * diffeqsolve(decay, new Ralston(), { t0: 0, t1: 1, dt0: 0.05, y0: array([1]) }).ys.toList(); // ≈ [[0.368]]
 * ```
 */
export class Ralston extends HermiteRungeKutta {
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
