import { StochasticButcherTableau } from "../stochastic-butcher-tableau.ts";
import { StochasticRungeKutta } from "./stochastic-runge-kutta.ts";

const [outer, inner] = [(3 - Math.sqrt(3)) / 6, Math.sqrt(3) / 3];
const tableau = /* @__PURE__ */ new StochasticButcherTableau({
  c: [0.5, 1],
  a: [[0.5], [0, 1]],
  b: [outer, inner, outer],
  bError: [outer - 0.5, inner, outer - 0.5],
  w: { a: [[0.5], [0, 1]], b: [outer, inner, outer], bError: [outer - 0.5, inner, outer - 0.5] },
  h: { a: [[Math.sqrt(3)], [0, 0]], b: [1, 0, -1], bError: [1, 0, -1] },
  k: null,
});

/**
 * The splitting path Runge–Kutta method for Stratonovich equations with noise of any kind: strong order 1/2, 1 if the noise is commutative,
 * 1.5 if it is additive. Its error estimate makes it the first choice for steps that adapt. Takes `new MultiTerm(drift, diffusion)` and
 * needs `SpaceTimeLevyArea`. Linear interpolation.
 *
 * J. Foster, "On the convergence of adaptive approximations for stochastic differential equations", arXiv:2311.14201 (2023),
 * definition 1.6.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { ControlTerm, diffeqsolve, MultiTerm, ODETerm, SPaRK, SpaceTimeLevyArea, VirtualBrownianTree } from "@proj/ode";
 * import { key } from "@proj/random";
 * const noise = new VirtualBrownianTree({ t0: 0, t1: 1, tol: 0.05, shape: [], key: key(0), levyArea: SpaceTimeLevyArea });
 * const terms = new MultiTerm(
 *   new ODETerm((_t, y: NDArray) => y.neg()),
 *   new ControlTerm((_t, y: NDArray) => y.mul(0.1), noise),
 * );
 * diffeqsolve(terms, new SPaRK(), { t0: 0, t1: 1, dt0: 0.1, y0: array(1) }).ys.shape; // → [1]
 * ```
 */
export class SPaRK extends StochasticRungeKutta<true> {
  get estimatesError(): true {
    return true;
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
