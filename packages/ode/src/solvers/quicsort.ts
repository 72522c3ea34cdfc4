import { SpaceTimeTimeLevyArea } from "../terms/levy-area.ts";
import { inDTypeOf, mapArrays } from "../trees.ts";
import {
  beta,
  LangevinSolver,
  mean,
  ratio,
  second,
  type LangevinResult,
  type LangevinStep,
} from "./langevin-solver.ts";

/** The nodes of a quadrature on [0, 1]. */
const [left, right] = [0.5 - Math.sqrt(3) / 6, 0.5 + Math.sqrt(3) / 6];

/**
 * The quadrature-inspired and contractive shifted-ODE method with Runge–Kutta three, of order 3: two slopes of the potential a step. Needs
 * `SpaceTimeTimeLevyArea`.
 *
 * J. Foster, T. Lyons, H. Oberhauser, "The shifted ODE method for underdamped Langevin MCMC", arXiv:2101.03446 (2021), definition 1.2;
 * N. K. Chada, B. Leimkuhler, D. Paulin, P. A. Whalley, "Unbiased kinetic Langevin Monte Carlo with inexact gradients",
 * arXiv:2311.05025 (2023).
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import {
 *   QUICSORT,
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
 * diffeqsolve(terms, new QUICSORT(), { t0: 0, t1: 1, dt0: 0.1, y0 }).ys[0].shape; // → [1]
 * ```
 */
export class QUICSORT extends LangevinSolver<false> {
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

  protected get carriesSlope(): false {
    return false;
  }

  protected advance<X>({ h, x, v, u, rho, W, H, K, slope, weight }: LangevinStep<X>): LangevinResult<X> {
    const scaledBy = (tree: X, factor: number): X => mapArrays((leaf) => leaf.mul(factor), tree);
    const a = (scale: number): X => scaledBy(weight(mean, { power: 1, scale }), scale);
    const b = (scale: number): X => scaledBy(weight(second, { power: 1, scale }), scale * scale);
    const push = mapArrays((r, w, kk) => r.mul(w.sub(kk.mul(12))), rho, W, K);
    const speed = mapArrays((vi, r, hh, kk) => vi.add(r.mul(hh.add(kk.mul(6)))), v, rho, H, K);
    const pull = (at: X): X => mapArrays((f, ui) => f.mul(ui.mul(inDTypeOf(h, ui))), slope(at), u);
    const free = (scale: number): X =>
      mapArrays((xi, ai, s, bi, p) => xi.add(ai.mul(s)).add(bi.mul(p)), x, a(scale), speed, b(scale), push);
    const f1 = pull(free(left));
    const f2 = pull(mapArrays((xi, ai, f) => xi.sub(ai.mul(f)), free(right), a(1 / 3), f1));
    const both = (l: X, r: X): X => mapArrays((ri, f, li, g) => ri.mul(f).add(li.mul(g)).mul(0.5), r, f1, l, f2);
    const x1 = mapArrays((xi, p) => xi.sub(p), free(1), both(a(left), a(right)));
    const pulled = both(weight(beta, { scale: left }), weight(beta, { scale: right }));
    const v1 = mapArrays(
      (k, s, p, q, n, r, hh, kk) =>
        k
          .mul(s)
          .sub(p)
          .add(q.mul(n))
          .sub(r.mul(hh.sub(kk.mul(6)))),
      weight(beta),
      speed,
      pulled,
      weight(ratio),
      push,
      rho,
      H,
      K,
    );
    return { x: x1, v: v1, slope: null, error: null };
  }
}
