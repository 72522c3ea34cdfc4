import { StochasticButcherTableau } from "../stochastic-butcher-tableau.ts";
import { StochasticRungeKutta } from "./stochastic-runge-kutta.ts";

const tableau = /* @__PURE__ */ new StochasticButcherTableau({
  c: [0, 5 / 6],
  a: [[0], [0, 5 / 6]],
  b: [0, 0.4, 0.6],
  bError: null,
  w: { a: [[0], [0, 5 / 6]], b: [0, 0.4, 0.6], bError: null },
  h: { a: [[1], [1, 0]], b: [0, 1.2, -1.2], bError: null },
  k: null,
});

/**
 * ShARK for Stratonovich equations with noise of any kind: strong order 1/2, 1 if the noise is commutative, 1.5 if it is additive.
 * Takes `new MultiTerm(drift, diffusion)` and needs `SpaceTimeLevyArea`. No error estimate, linear interpolation.
 *
 * J. Foster, G. dos Reis, C. Strange, "High order splitting methods for SDEs satisfying a commutativity condition", SIAM Journal on
 * Numerical Analysis 62 (2024) 500–532, equation (6.1).
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { ControlTerm, diffeqsolve, MultiTerm, ODETerm, GeneralShARK, SpaceTimeLevyArea, VirtualBrownianTree } from "@proj/ode";
 * import { key } from "@proj/random";
 * const noise = new VirtualBrownianTree({ t0: 0, t1: 1, tol: 0.05, shape: [], key: key(0), levyArea: SpaceTimeLevyArea });
 * const terms = new MultiTerm(
 *   new ODETerm((_t, y: NDArray) => y.neg()),
 *   new ControlTerm((_t, y: NDArray) => y.mul(0.1), noise),
 * );
 * diffeqsolve(terms, new GeneralShARK(), { t0: 0, t1: 1, dt0: 0.1, y0: array(1) }).ys.shape; // → [1]
 * ```
 */
export class GeneralShARK extends StochasticRungeKutta<false> {
  get estimatesError(): false {
    return false;
  }

  get order(): number {
    return 2;
  }

  override get strongOrder(): number {
    return 0.5;
  }

  get tableau(): StochasticButcherTableau {
    return tableau;
  }
}
