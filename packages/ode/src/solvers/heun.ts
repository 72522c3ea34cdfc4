import type { NDArray } from "@proj/array";
import { ButcherTableau } from "../butcher-tableau.ts";
import { ExplicitRungeKutta, linearInterpolation } from "../runge-kutta.ts";
import type { DenseInfo } from "../solver.ts";

/**
 * Heun's method, also called the improved Euler or explicit trapezoidal method. Order 2 with an embedded Euler step, linear
 * interpolation. Not to be confused with Heun's third-order method.
 */
export class Heun extends ExplicitRungeKutta {
  readonly order = 2;
  readonly tableau = new ButcherTableau({ c: [1], a: [[1]], b: [0.5, 0.5], bError: [0.5, -0.5] });

  interpolate<Y>(dense: DenseInfo<Y>, theta: NDArray): Y {
    return linearInterpolation(dense, theta);
  }
}
