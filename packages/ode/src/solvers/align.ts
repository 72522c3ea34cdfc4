import { SpaceTimeLevyArea } from "../terms/levy-area.ts";
import { mapArrays } from "../trees.ts";
import {
  beta,
  LangevinSolver,
  mean,
  ofH,
  ratio,
  second,
  type LangevinResult,
  type LangevinStep,
} from "./langevin-solver.ts";

/**
 * The adaptive Langevin method via interpolated gradients and noise, of order 2 with an error estimate: one slope of the potential a step.
 * Needs `SpaceTimeLevyArea`.
 *
 * J. Foster, T. Lyons, H. Oberhauser, "The shifted ODE method for underdamped Langevin MCMC", arXiv:2101.03446 (2021), after definition
 * 4.2.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import {
 *   ALIGN,
 *   SpaceTimeLevyArea,
 *   diffeqsolve,
 *   MultiTerm,
 *   UnderdampedLangevinDiffusionTerm,
 *   UnderdampedLangevinDriftTerm,
 *   VirtualBrownianTree,
 * } from "@proj/ode";
 * import { key } from "@proj/random";
 * const levyArea = SpaceTimeLevyArea;
 * const noise = new VirtualBrownianTree({ t0: 0, t1: 1, tol: 0.05, shape: [], key: key(0), levyArea });
 * const drift = new UnderdampedLangevinDriftTerm(1, 1, (x: NDArray) => x);
 * const terms = new MultiTerm(drift, new UnderdampedLangevinDiffusionTerm<NDArray>(1, 1, noise));
 * const y0 = [array(0), array(1)] as const;
 * diffeqsolve(terms, new ALIGN(), { t0: 0, t1: 1, dt0: 0.1, y0 }).ys[0].shape; // → [1]
 * ```
 */
export class ALIGN extends LangevinSolver<true> {
  get estimatesError(): true {
    return true;
  }

  get order(): number {
    return 2;
  }

  override get strongOrder(): number {
    return 2;
  }

  get minimalLevyArea(): typeof SpaceTimeLevyArea {
    return SpaceTimeLevyArea;
  }

  protected get carriesSlope(): true {
    return true;
  }

  protected advance<X>({ h, x, v, gamma, u, rho, W, H, slope, first, weight }: LangevinStep<X>): LangevinResult<X> {
    const [a, b, c] = [weight(mean, { power: 1 }), weight(second, { power: 1 }), weight(ofH, { power: 1 })];
    const begin = first();
    const noise = mapArrays((bi, ci, w, hh) => bi.mul(w).add(ci.mul(hh)), b, c, W, H);
    const x1 = mapArrays(
      (xi, vi, ai, bi, ui, f, r, n) =>
        xi
          .add(ai.mul(vi))
          .sub(bi.mul(ui.mul(h.astype(ui.dtype))).mul(f))
          .add(r.mul(n)),
      x,
      v,
      a,
      b,
      u,
      begin,
      rho,
      noise,
    );
    const end = slope(x1);
    const pull = mapArrays((ai, bi, ui, f, g) => ui.mul(ai.sub(bi).mul(f).add(bi.mul(g))), a, b, u, begin, end);
    const shaken = mapArrays((q, w, g, ci, hh) => q.mul(w).sub(g.mul(ci).mul(hh)), weight(ratio), W, gamma, c, H);
    const v1 = mapArrays((k, vi, p, r, n) => k.mul(vi).sub(p).add(r.mul(n)), weight(beta), v, pull, rho, shaken);
    const error = mapArrays((bi, ui, f, g) => ui.neg().mul(bi).mul(g.sub(f)), b, u, begin, end);
    return { x: x1, v: v1, slope: end, error: [mapArrays((xi) => xi.mul(0), x), error] };
  }
}
