import { ButcherTableau } from "../butcher-tableau.ts";
import { HermiteRungeKutta } from "./hermite-runge-kutta.ts";

const tableau = /* @__PURE__ */ new ButcherTableau({ c: [0.5], a: [[0.5]], b: [0, 1], bError: [1, -1] });

/**
 * The explicit midpoint method, also called the modified Euler method. Order 2 with an embedded Euler step, cubic
 * Hermite interpolation. For stochastic equations it converges to the Stratonovich solution.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, Midpoint, ODETerm } from "@proj/ode";
 * const decay = new ODETerm((_t, y: NDArray) => y.neg());
 * diffeqsolve(decay, new Midpoint(), { t0: 0, t1: 1, dt0: 0.05, y0: array([1]) }).ys.toList(); // ≈ [[0.368]]
 * ```
 */
export class Midpoint extends HermiteRungeKutta {
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
