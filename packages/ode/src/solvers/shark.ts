import { StochasticButcherTableau } from "../stochastic-butcher-tableau.ts";
import { StochasticRungeKutta } from "./stochastic-runge-kutta.ts";

const tableau = /* @__PURE__ */ new StochasticButcherTableau({
  c: [5 / 6],
  a: [[5 / 6]],
  b: [0.4, 0.6],
  bError: [-0.6, 0.6],
  w: { a: [0, 5 / 6], b: 1 },
  h: { a: [1, 1], b: 0 },
  k: null,
});

/**
 * The shifted additive-noise Runge–Kutta method, of strong order 1.5, with an error estimate: the first choice for additive noise. Takes
 * `new MultiTerm(drift, diffusion)` and needs `SpaceTimeLevyArea`. Linear interpolation.
 *
 * J. Foster, G. dos Reis, C. Strange, "High order splitting methods for SDEs satisfying a commutativity condition", SIAM Journal on
 * Numerical Analysis 62 (2024) 500–532, equation (6.1).
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { ControlTerm, diffeqsolve, MultiTerm, ODETerm, ShARK, SpaceTimeLevyArea, VirtualBrownianTree } from "@proj/ode";
 * import { key } from "@proj/random";
 * const noise = new VirtualBrownianTree({ t0: 0, t1: 1, tol: 0.05, shape: [], key: key(0), levyArea: SpaceTimeLevyArea });
 * const terms = new MultiTerm(
 *   new ODETerm((_t, y: NDArray) => y.neg()),
 *   new ControlTerm((_t, _y: NDArray) => array(0.1), noise),
 * );
 * diffeqsolve(terms, new ShARK(), { t0: 0, t1: 1, dt0: 0.1, y0: array(1) }).ys.shape; // → [1]
 * ```
 */
export class ShARK extends StochasticRungeKutta<true> {
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
