import { StochasticButcherTableau } from "../stochastic-butcher-tableau.ts";
import { StochasticRungeKutta } from "./stochastic-runge-kutta.ts";

const tableau = /* @__PURE__ */ new StochasticButcherTableau({
  c: [3 / 4],
  a: [[3 / 4]],
  b: [1 / 3, 2 / 3],
  bError: [-2 / 3, 2 / 3],
  w: { a: [0, 3 / 4], b: 1 },
  h: { a: [0, 1.5], b: 0 },
  k: null,
});

/**
 * Rößler's method SRA1 for additive noise, of strong order 1.5, with an error estimate. Takes `new MultiTerm(drift, diffusion)` and needs
 * `SpaceTimeLevyArea`. Linear interpolation.
 *
 * A. Rößler, "Runge–Kutta methods for the strong approximation of solutions of stochastic differential equations", SIAM Journal on
 * Numerical Analysis 48 (2010) 922–952.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { ControlTerm, diffeqsolve, MultiTerm, ODETerm, SRA1, SpaceTimeLevyArea, VirtualBrownianTree } from "@proj/ode";
 * import { key } from "@proj/random";
 * const noise = new VirtualBrownianTree({ t0: 0, t1: 1, tol: 0.05, shape: [], key: key(0), levyArea: SpaceTimeLevyArea });
 * const terms = new MultiTerm(
 *   new ODETerm((_t, y: NDArray) => y.neg()),
 *   new ControlTerm((_t, _y: NDArray) => array(0.1), noise),
 * );
 * diffeqsolve(terms, new SRA1(), { t0: 0, t1: 1, dt0: 0.1, y0: array(1) }).ys.shape; // → [1]
 * ```
 */
export class SRA1 extends StochasticRungeKutta<true> {
  get estimatesError(): true {
    return true;
  }

  get order(): number {
    return 2;
  }

  override get strongOrder(): number {
    return 1.5;
  }

  get tableau(): StochasticButcherTableau {
    return tableau;
  }
}
