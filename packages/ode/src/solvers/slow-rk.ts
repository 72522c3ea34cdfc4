import { StochasticButcherTableau } from "../stochastic-butcher-tableau.ts";
import { StochasticRungeKutta } from "./stochastic-runge-kutta.ts";

const tableau = /* @__PURE__ */ new StochasticButcherTableau({
  c: [0.5, 0.5, 0.5, 0.5, 0.75, 1],
  a: [[0.5], [0.5, 0], [0.5, 0, 0], [0.5, 0, 0, 0], [0.75, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0]],
  b: [1 / 3, 0, 0, 0, 0, 2 / 3, 0],
  bError: null,
  w: {
    a: [[0], [0, 0.5], [0, 0, 0.5], [0, 0, 0, 1], [0, 0, 0, 0.75, 0], [0, 0, 0.5, 0, 0, 0]],
    b: [0, 1 / 6, 1 / 3, 1 / 3, 1 / 6, 0, 0],
    bError: null,
  },
  h: {
    a: [[0], [0, 0], [0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1.5, 0], [0, 0, 0, 0, 0, 0]],
    b: [0, 0, 0, 2, 0, 0, -2],
    bError: null,
  },
  k: null,
});

/**
 * The method SLOW-RK for Stratonovich equations with commutative noise, of strong order 1.5 there and 1/2 otherwise: two evaluations of the
 * drift and five of the diffusion. Takes `new MultiTerm(drift, diffusion)` and needs `SpaceTimeLevyArea`. No error estimate, linear
 * interpolation.
 *
 * J. Foster, G. dos Reis, C. Strange, "High order splitting methods for SDEs satisfying a commutativity condition", SIAM Journal on
 * Numerical Analysis 62 (2024) 500–532, equation (6.2).
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { ControlTerm, diffeqsolve, MultiTerm, ODETerm, SlowRK, SpaceTimeLevyArea, VirtualBrownianTree } from "@proj/ode";
 * import { key } from "@proj/random";
 * const noise = new VirtualBrownianTree({ t0: 0, t1: 1, tol: 0.05, shape: [], key: key(0), levyArea: SpaceTimeLevyArea });
 * const terms = new MultiTerm(
 *   new ODETerm((_t, y: NDArray) => y.neg()),
 *   new ControlTerm((_t, y: NDArray) => y.mul(0.1), noise),
 * );
 * diffeqsolve(terms, new SlowRK(), { t0: 0, t1: 1, dt0: 0.1, y0: array(1) }).ys.shape; // → [1]
 * ```
 */
export class SlowRK extends StochasticRungeKutta<false> {
  get estimatesError(): false {
    return false;
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
