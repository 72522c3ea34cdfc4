import { eye, ravelTree, type NDArray } from "@proj/array";
import { jvp, vmap } from "@proj/autodiff";
import { mapArrays, minus, plus, scaled } from "../trees.ts";
import { StochasticSolver, type StochasticStep } from "./stochastic-solver.ts";

/*
 * Milstein's methods add to Euler's step y + f h + g ΔW the products ½ (∂gⱼ/∂y) gᵢ ΔWᵢ ΔWⱼ of commutative noise; that for Itô's
 * integral takes ½ Σᵢ (∂gᵢ/∂y) gᵢ h away.
 *
 * P. E. Kloeden, E. Platen, "Numerical Solution of Stochastic Differential Equations" (1992), section 10.3.
 */

/** What the two methods have in common. */
abstract class Milstein extends StochasticSolver<false> {
  get estimatesError(): false {
    return false;
  }

  get order(): number {
    return 1;
  }

  /** For commutative noise. */
  override get strongOrder(): number {
    return 1;
  }
}

/** (∂(g x)/∂y) (g x) for an increment x of the control, and g x itself. */
function alongNoise<Y, Args>(
  { diffusion, t0, y0, args }: StochasticStep<Y, Args>,
  increment: unknown,
): { readonly g: Y; readonly second: Y } {
  const noise = (y: Y): Y => diffusion.vfProd(t0, y, args, increment);
  const g = noise(y0);
  return { g, second: jvp((y: NDArray) => noise(y as Y) as NDArray, [y0 as NDArray], [g as NDArray])[1] as Y };
}

/**
 * Milstein's method for Stratonovich equations, of strong order 1 if the noise is commutative, which is not checked. Takes
 * `new MultiTerm(drift, diffusion)`. No error estimate, linear interpolation.
 *
 * @example
 * ```ts
 * import { array, exp, type NDArray } from "@proj/array";
 * import { ControlTerm, diffeqsolve, MultiTerm, ODETerm, StratonovichMilstein, VirtualBrownianTree } from "@proj/ode";
 * import { key } from "@proj/random";
 * const noise = new VirtualBrownianTree({ t0: 0, t1: 1, tol: 0.005, shape: [], key: key(0) });
 * const terms = new MultiTerm(
 *   new ODETerm((_t, y: NDArray) => y.neg()),
 *   new ControlTerm((_t, y: NDArray) => y.mul(0.1), noise),
 * );
 * const { ys } = diffeqsolve(terms, new StratonovichMilstein(), { t0: 0, t1: 1, dt0: 0.01, y0: array(1) });
 * const exact = exp(noise.evaluate(0, 1).mul(0.1).sub(1)); // exp(-t + W/10)
 * ys.get(0).sub(exact).abs().item() < 0.01; // → true
 * ```
 */
export class StratonovichMilstein extends Milstein {
  protected advance<Y, Args>(step: StochasticStep<Y, Args>) {
    const { drift, diffusion, t0, t1, h, y0, args } = step;
    const { g, second } = alongNoise(step, diffusion.contr(t0, t1));
    const f = drift.vfProd(t0, y0, args, h);
    return { y1: plus(plus(plus(y0, f), g), scaled(second, 0.5)), error: null };
  }
}

/**
 * Milstein's method for Itô equations, of strong order 1 if the noise is commutative, which is not checked. Takes
 * `new MultiTerm(drift, diffusion)`. No error estimate, linear interpolation. It differentiates the diffusion once for each component
 * of the noise.
 *
 * @example
 * ```ts
 * import { array, exp, type NDArray } from "@proj/array";
 * import { ControlTerm, diffeqsolve, ItoMilstein, MultiTerm, ODETerm, VirtualBrownianTree } from "@proj/ode";
 * import { key } from "@proj/random";
 * const noise = new VirtualBrownianTree({ t0: 0, t1: 1, tol: 0.005, shape: [], key: key(0) });
 * const terms = new MultiTerm(
 *   new ODETerm((_t, y: NDArray) => y.neg()),
 *   new ControlTerm((_t, y: NDArray) => y.mul(0.1), noise),
 * );
 * const { ys } = diffeqsolve(terms, new ItoMilstein(), { t0: 0, t1: 1, dt0: 0.01, y0: array(1) });
 * const exact = exp(noise.evaluate(0, 1).mul(0.1).sub(1.005)); // exp(-t - t/200 + W/10)
 * ys.get(0).sub(exact).abs().item() < 0.01; // → true
 * ```
 */
export class ItoMilstein extends Milstein {
  protected advance<Y, Args>(step: StochasticStep<Y, Args>) {
    const { drift, diffusion, t0, t1, h, y0, args } = step;
    const dw = diffusion.contr(t0, t1);
    const { g, second } = alongNoise(step, dw);
    const [vector, unravel] = ravelTree(dw);
    const each = vmap((unit: NDArray) => alongNoise(step, unravel(unit)).second as NDArray);
    const own = mapArrays((x) => x.sum(0), each(eye(vector.size, { dtype: vector.dtype })) as Y);
    const f = drift.vfProd(t0, y0, args, h);
    const correction = scaled(minus(second, scaled(own, h)), 0.5);
    return { y1: plus(plus(plus(y0, f), g), correction), error: null };
  }
}
