import type { NDArray } from "@proj/array";
import type { Path } from "../path.ts";
import { hermiteOf } from "./esdirk.ts";
import { ImexRungeKutta, sumOfStages } from "./imex.ts";
import type { ImplicitStageTableau, StackedStages, StageTableau } from "./implicit-runge-kutta.ts";

const explicitTableau: StageTableau = {
  c: [1 / 3, 2 / 3, 1],
  a: [[1 / 3], [1 / 6, 1 / 2], [1 / 2, -1 / 2, 1]],
  b: [1 / 2, -1 / 2, 1, 0],
  bError: [0, 1 / 2, -1, 1 / 2],
};

const implicitTableau: ImplicitStageTableau = {
  c: [1 / 3, 2 / 3, 1],
  a: [[1 / 6], [1 / 3, 0], [3 / 8, 0, 3 / 8]],
  b: [3 / 8, 0, 3 / 8, 1 / 4],
  bError: [1 / 8, 0, -3 / 8, 1 / 4],
  diagonal: [1 / 6, 1 / 3, 1 / 4],
  predictor: [[1], [-1, 2], [-1, 2, 0]],
};

/**
 * Whitaker's and Kar's method for equations with a slow part, treated explicitly with order 3, and a fast one, treated
 * implicitly with order 2. It takes `new MultiTerm(explicitTerm, implicitTerm)`; the error is estimated against Heun's method,
 * interpolation is cubic.
 *
 * J. S. Whitaker, S. K. Kar, "Implicit–explicit Runge–Kutta methods for fast–slow wave problems", Monthly Weather Review 141
 * (2013) 3426–3434.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, MultiTerm, ODETerm, PIDController, Sil3 } from "@proj/ode";
 * const slow = new ODETerm((_t, y: NDArray) => y.mul(0).add(1000));
 * const fast = new ODETerm((_t, y: NDArray) => y.mul(-1000));
 * const stepsizeController = new PIDController({ rtol: 1e-3, atol: 1e-3 });
 * const options = { t0: 0, t1: 1, dt0: 0.1, y0: array([0]), stepsizeController };
 * diffeqsolve(new MultiTerm(slow, fast), new Sil3(), options).ys.toList(); // ≈ [[1.0]]
 * ```
 */
export class Sil3 extends ImexRungeKutta {
  get order(): number {
    return 2;
  }

  protected get explicit(): StageTableau {
    return explicitTableau;
  }

  protected get implicit(): ImplicitStageTableau {
    return implicitTableau;
  }

  interpolation<Y>(t0: NDArray, t1: NDArray, stages: StackedStages): Path<Y> {
    return hermiteOf(t0, t1, stages.y0 as Y, stages.y1 as Y, sumOfStages(stages) as Y);
  }
}
