import { Esdirk } from "./esdirk.ts";
import type { ImplicitStageTableau } from "./implicit-runge-kutta.ts";

const gamma = 0.4358665215;
const a31 = (-4 * gamma ** 2 + 6 * gamma - 1) / (4 * gamma);
const a32 = (-2 * gamma + 1) / (4 * gamma);
const a41 = (6 * gamma - 1) / (12 * gamma);
const a42 = -1 / ((24 * gamma - 12) * gamma);
const a43 = (-6 * gamma ** 2 + 6 * gamma - 1) / (6 * gamma - 3);
const theta = 1 / (2 * gamma);

const tableau: ImplicitStageTableau = {
  c: [2 * gamma, 1, 1],
  a: [[gamma], [a31, a32], [a41, a42, a43]],
  b: [a41, a42, a43, gamma],
  bError: [a41 - a31, a42 - a32, a43 - gamma, gamma],
  diagonal: [gamma, gamma, gamma],
  predictor: [[1], [1 - theta, theta], [a31, a32, gamma]],
};

/**
 * Kværnø's 3/2 method for stiff equations: order 3 with an embedded order 2, A- and L-stable, four stages of which the last is
 * the next step's first, cubic Hermite interpolation.
 *
 * A. Kværnø, "Singly diagonally implicit Runge–Kutta methods with an explicit first stage", BIT Numerical Mathematics 44 (2004)
 * 489–502.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, Kvaerno3, ODETerm, PIDController } from "@proj/ode";
 * const stiff = new ODETerm((_t, y: NDArray) => y.mul(-1000).add(1000));
 * const stepsizeController = new PIDController({ rtol: 1e-3, atol: 1e-3 });
 * const options = { t0: 0, t1: 1, dt0: 0.1, y0: array([0]), stepsizeController };
 * diffeqsolve(stiff, new Kvaerno3(), options).ys.toList(); // ≈ [[1.0]]
 * ```
 */
export class Kvaerno3 extends Esdirk {
  get order(): number {
    return 3;
  }

  protected get implicit(): ImplicitStageTableau {
    return tableau;
  }
}
