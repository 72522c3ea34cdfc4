import { SpaceTimeTimeLevyArea } from "../terms/levy-area.ts";
import { inDTypeOf, mapArrays } from "../trees.ts";
import {
  beta,
  LangevinSolver,
  mean,
  ofH,
  ofK,
  ratio,
  second,
  type LangevinResult,
  type LangevinStep,
} from "./langevin-solver.ts";

/**
 * The shifted-ODE method with Runge–Kutta steps of Ornstein–Uhlenbeck type, of order 3: two slopes of the potential a step. Needs
 * `SpaceTimeTimeLevyArea`.
 *
 * J. Foster, T. Lyons, H. Oberhauser, "The shifted ODE method for underdamped Langevin MCMC", arXiv:2101.03446 (2021).
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import {
 *   ShOULD,
 *   SpaceTimeTimeLevyArea,
 *   diffeqsolve,
 *   MultiTerm,
 *   UnderdampedLangevinDiffusionTerm,
 *   UnderdampedLangevinDriftTerm,
 *   VirtualBrownianTree,
 * } from "@proj/ode";
 * import { key } from "@proj/random";
 * const levyArea = SpaceTimeTimeLevyArea;
 * const noise = new VirtualBrownianTree({ t0: 0, t1: 1, tol: 0.05, shape: [], key: key(0), levyArea });
 * const drift = new UnderdampedLangevinDriftTerm(1, 1, (x: NDArray) => x);
 * const terms = new MultiTerm(drift, new UnderdampedLangevinDiffusionTerm<NDArray>(1, 1, noise));
 * const y0 = [array(0), array(1)] as const;
 * diffeqsolve(terms, new ShOULD(), { t0: 0, t1: 1, dt0: 0.1, y0 }).ys[0].shape; // → [1]
 * ```
 */
export class ShOULD extends LangevinSolver<false> {
  get estimatesError(): false {
    return false;
  }

  get order(): number {
    return 3;
  }

  override get strongOrder(): number {
    return 3;
  }

  get minimalLevyArea(): typeof SpaceTimeTimeLevyArea {
    return SpaceTimeTimeLevyArea;
  }

  protected get carriesSlope(): true {
    return true;
  }

  protected advance<X>(step: LangevinStep<X>): LangevinResult<X> {
    const { h, x, v, gamma, u, rho, W, H, K, slope, first, weight } = step;
    const [a, b] = [weight(mean, { power: 1 }), weight(second, { power: 1 })];
    const half = { power: 1, scale: 0.5 } as const;
    const [aHalf, bHalf] = [weight(mean, half), weight(second, half)];
    const uh = mapArrays((ui) => ui.mul(inDTypeOf(h, ui)), u);
    const areas = mapArrays(
      (c, d, hh, kk) => c.mul(hh).add(d.mul(kk)),
      weight(ofH, { power: 1 }),
      weight(ofK, { power: 1 }),
      H,
      K,
    );
    const f0 = first();
    const x1 = mapArrays(
      (xi, vi, ai, bi, ui, f, r, w, hh, kk) => {
        const speed = vi.add(r.mul(hh.add(kk.mul(6))));
        const push = r.mul(w.sub(kk.mul(12))).sub(ui.mul(f));
        return xi.add(ai.mul(0.5).mul(speed)).add(bi.mul(0.25).mul(push));
      },
      x,
      v,
      aHalf,
      bHalf,
      uh,
      f0,
      rho,
      W,
      H,
      K,
    );
    const f1 = slope(x1);
    const end = mapArrays(
      (xi, vi, ai, bi, ui, f, g, r, w, n) =>
        xi
          .add(ai.mul(vi))
          .sub(ui.mul(bi).mul(f.mul(1 / 3).add(g.mul(2 / 3))))
          .add(r.mul(bi.mul(w).add(n))),
      x,
      v,
      a,
      b,
      uh,
      f0,
      f1,
      rho,
      W,
      areas,
    );
    const f2 = slope(end);
    const speed = mapArrays(
      (k, kHalf, vi, ui, f, g, e) =>
        k.mul(vi).sub(
          ui.mul(
            k
              .mul(f)
              .div(6)
              .add(kHalf.mul(g).mul(2 / 3))
              .add(e.div(6)),
          ),
        ),
      weight(beta),
      weight(beta, { scale: 0.5 }),
      v,
      uh,
      f0,
      f1,
      f2,
    );
    const v1 = mapArrays(
      (s, r, q, w, g, n) => s.add(r.mul(q.mul(w).sub(g.mul(n)))),
      speed,
      rho,
      weight(ratio),
      W,
      gamma,
      areas,
    );
    return { x: end, v: v1, slope: f2, error: null };
  }
}
