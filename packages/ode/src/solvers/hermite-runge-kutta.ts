import { ThirdOrderHermitePolynomialInterpolation } from "../interpolation/local.ts";
import type { Path } from "../path.ts";
import { ExplicitRungeKutta, type StepStages } from "./explicit-runge-kutta.ts";

/** An explicit Runge–Kutta method with an embedded one, whose first and last stages serve as slopes between the ends of a step. */
export abstract class HermiteRungeKutta extends ExplicitRungeKutta {
  get estimatesError(): true {
    return true;
  }

  protected interpolate<Y>(step: StepStages<Y>): Path<Y> {
    return ThirdOrderHermitePolynomialInterpolation.fromK(step);
  }
}
