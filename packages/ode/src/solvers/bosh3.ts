import { ButcherTableau } from "../butcher-tableau.ts";
import { HermiteRungeKutta } from "./hermite-runge-kutta.ts";

const tableau = /* @__PURE__ */ new ButcherTableau({
  c: [1 / 2, 3 / 4, 1],
  a: [[1 / 2], [0, 3 / 4], [2 / 9, 1 / 3, 4 / 9]],
  b: [2 / 9, 1 / 3, 4 / 9, 0],
  bError: [2 / 9 - 7 / 24, 1 / 3 - 1 / 4, 4 / 9 - 1 / 3, -1 / 8],
});

/**
 * Bogacki's and Shampine's 3/2 method: order 3 with an embedded order 2, four stages of which the last is the next step's
 * first, cubic Hermite interpolation.
 *
 * P. Bogacki, L. F. Shampine, "A 3(2) pair of Runge–Kutta formulas", Applied Mathematics Letters 2 (1989) 321–325.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, Bosh3, ODETerm } from "@proj/ode";
 * const decay = new ODETerm((_t, y: NDArray) => y.neg());
 * diffeqsolve(decay, new Bosh3(), { t0: 0, t1: 1, dt0: 0.05, y0: array([1]) }).ys.toList(); // ≈ [[0.368]]
 * ```
 */
export class Bosh3 extends HermiteRungeKutta {
  get order(): number {
    return 3;
  }

  get tableau(): ButcherTableau {
    return tableau;
  }
}
