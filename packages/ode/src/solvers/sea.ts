import { StochasticButcherTableau } from "../stochastic-butcher-tableau.ts";
import { StochasticRungeKutta } from "./stochastic-runge-kutta.ts";

const tableau = /* @__PURE__ */ new StochasticButcherTableau({
  c: [],
  a: [],
  b: [1],
  bError: null,
  w: { a: [0.5], b: 1 },
  h: { a: [1], b: 0 },
  k: null,
});

/**
 * The shifted Euler method for additive noise, of strong order 1: one evaluation a step, with a better constant than Euler's method.
 * Takes `new MultiTerm(drift, diffusion)` and needs `SpaceTimeLevyArea`. No error estimate, linear interpolation.
 *
 * J. Foster, G. dos Reis, C. Strange, "High order splitting methods for SDEs satisfying a commutativity condition", SIAM Journal on
 * Numerical Analysis 62 (2024) 500–532, equation (5.8).
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { ControlTerm, diffeqsolve, MultiTerm, ODETerm, SEA, SpaceTimeLevyArea, VirtualBrownianTree } from "@proj/ode";
 * import { key } from "@proj/random";
 * const noise = new VirtualBrownianTree({ t0: 0, t1: 1, tol: 0.05, shape: [], key: key(0), levyArea: SpaceTimeLevyArea });
 * const terms = new MultiTerm(
 *   new ODETerm((_t, y: NDArray) => y.neg()),
 *   new ControlTerm((_t, _y: NDArray) => array(0.1), noise),
 * );
 * diffeqsolve(terms, new SEA(), { t0: 0, t1: 1, dt0: 0.1, y0: array(1) }).ys.shape; // → [1]
 * ```
 */
export class SEA extends StochasticRungeKutta<false> {
  get estimatesError(): false {
    return false;
  }

  get order(): number {
    return 1;
  }

  override get strongOrder(): number {
    return 1;
  }

  get tableau(): StochasticButcherTableau {
    return tableau;
  }
}
