import { combination, plus } from "../trees.ts";
import { StochasticSolver, type StochasticStep } from "./stochastic-solver.ts";

/**
 * The Euler–Heun method for Stratonovich equations, of strong order 1/2. Takes `new MultiTerm(drift, diffusion)`. No error estimate,
 * linear interpolation.
 *
 * @example
 * ```ts
 * import { array, exp, type NDArray } from "@proj/array";
 * import { ControlTerm, diffeqsolve, EulerHeun, MultiTerm, ODETerm, VirtualBrownianTree } from "@proj/ode";
 * import { key } from "@proj/random";
 * const noise = new VirtualBrownianTree({ t0: 0, t1: 1, tol: 0.005, shape: [], key: key(0) });
 * const terms = new MultiTerm(
 *   new ODETerm((_t, y: NDArray) => y.neg()),
 *   new ControlTerm((_t, y: NDArray) => y.mul(0.1), noise),
 * );
 * const { ys } = diffeqsolve(terms, new EulerHeun(), { t0: 0, t1: 1, dt0: 0.01, y0: array(1) });
 * const exact = exp(noise.evaluate(0, 1).mul(0.1).sub(1)); // exp(-t + W/10)
 * ys.get(0).sub(exact).abs().item() < 0.01; // → true
 * ```
 */
export class EulerHeun extends StochasticSolver<false> {
  get estimatesError(): false {
    return false;
  }

  get order(): number {
    return 1;
  }

  override get strongOrder(): number {
    return 0.5;
  }

  protected advance<Y, Args>({ drift, diffusion, t0, t1, h, y0, args }: StochasticStep<Y, Args>) {
    const dw = diffusion.contr(t0, t1);
    const f = drift.vfProd(t0, y0, args, h);
    const g = diffusion.vfProd(t0, y0, args, dw);
    const later = diffusion.vfProd(t0, plus(y0, g), args, dw);
    return { y1: plus(plus(y0, f), combination([0.5, 0.5], [g, later])), error: null };
  }
}
