import { Esdirk } from "./esdirk.ts";
import type { ImplicitStageTableau } from "./implicit-runge-kutta.ts";

// Of Kværnø's two 4/3 methods this is the one that goes on with the result of order 4, which determines γ.
const g = 0.5728160625;
/** A polynomial in γ, by its coefficients from the highest power. */
const poly = (...coefficients: readonly number[]): number => coefficients.reduce((sum, next) => sum * g + next, 0);

const a31 = (poly(144, -180, 81, -15, 1) * g) / poly(12, -6, 1) ** 2;
const a32 = (poly(-36, 39, -15, 2) * g) / poly(12, -6, 1) ** 2;
const a41 = poly(-144, 396, -330, 117, -18, 1) / (12 * g ** 2 * poly(12, -9, 2));
const a42 = poly(72, -126, 69, -15, 1) / (12 * g ** 2 * poly(3, -1));
const a43 = (poly(-6, 6, -1) * poly(12, -6, 1) ** 2) / (12 * g ** 2 * poly(12, -9, 2) * poly(3, -1));
const a51 = poly(288, -312, 120, -18, 1) / (48 * g ** 2 * poly(12, -9, 2));
const a52 = poly(24, -12, 1) / (48 * g ** 2 * poly(3, -1));
const a53 = -(poly(12, -6, 1) ** 3) / (48 * g ** 2 * poly(3, -1) * poly(12, -9, 2) * poly(6, -6, 1));
const a54 = poly(-24, 36, -12, 1) / poly(24, -24, 4);
const c2 = 2 * g;
const c3 = g + a31 + a32;
const theta1 = c3 / c2;
const theta2 = (1 - c2) / (c3 - c2);

const tableau: ImplicitStageTableau = {
  c: [c2, c3, 1, 1],
  a: [[g], [a31, a32], [a41, a42, a43], [a51, a52, a53, a54]],
  b: [a51, a52, a53, a54, g],
  bError: [a51 - a41, a52 - a42, a53 - a43, a54 - g, g],
  diagonal: [g, g, g, g],
  predictor: [[1], [1 - theta1, theta1], [0, 1 - theta2, theta2], [a41, a42, a43, g]],
};

/**
 * Kværnø's 4/3 method for stiff equations: order 4 with an embedded order 3, A- and L-stable, five stages of which the last is
 * the next step's first, cubic Hermite interpolation. It evaluates the equation slightly behind the end of a step.
 *
 * A. Kværnø, "Singly diagonally implicit Runge–Kutta methods with an explicit first stage", BIT Numerical Mathematics 44 (2004)
 * 489–502.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, Kvaerno4, ODETerm, PIDController } from "@proj/ode";
 * const stiff = new ODETerm((_t, y: NDArray) => y.mul(-1000).add(1000));
 * const stepsizeController = new PIDController({ rtol: 1e-3, atol: 1e-3 });
 * const options = { t0: 0, t1: 1, dt0: 0.1, y0: array([0]), stepsizeController };
 * diffeqsolve(stiff, new Kvaerno4(), options).ys.toList(); // ≈ [[1.0]]
 * ```
 */
export class Kvaerno4 extends Esdirk {
  get order(): number {
    return 4;
  }

  protected get implicit(): ImplicitStageTableau {
    return tableau;
  }
}
