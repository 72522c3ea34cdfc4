import { ButcherTableau } from "../butcher-tableau.ts";
import { FourthOrderPolynomialInterpolation } from "../interpolation/local.ts";
import type { Path } from "../path.ts";
import { combination, plus } from "../trees.ts";
import { ExplicitRungeKutta, type StepStages } from "./explicit-runge-kutta.ts";

const tableau = /* @__PURE__ */ new ButcherTableau({
  c: [1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1],
  a: [
    [1 / 5],
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
    [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
  ],
  b: [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84, 0],
  bError: [
    35 / 384 - 1951 / 21600,
    0,
    500 / 1113 - 22642 / 50085,
    125 / 192 - 451 / 720,
    -2187 / 6784 + 12231 / 42400,
    11 / 84 - 649 / 6300,
    -1 / 60,
  ],
});

/** The weights of the stages in the middle of the step. */
const middle = [
  6025192743 / 30085553152 / 2,
  0,
  51252292925 / 65400821598 / 2,
  -2691868925 / 45128329728 / 2,
  187940372067 / 1594534317056 / 2,
  -1776094331 / 19743644256 / 2,
  11237099 / 235043384 / 2,
];

/**
 * Dormand's and Prince's 5/4 method: order 5 with an embedded order 4, seven stages of which the last is the next step's first,
 * and an interpolant of order 4.
 *
 * J. R. Dormand, P. J. Prince, "A family of embedded Runge–Kutta formulae", Journal of Computational and Applied Mathematics 6
 * (1980) 19–26; the error weights and the value in the middle are L. F. Shampine's: "Some practical Runge–Kutta formulas",
 * Mathematics of Computation 46 (1986) 135–150.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, Dopri5, ODETerm } from "@proj/ode";
 * const decay = new ODETerm((_t, y: NDArray) => y.neg());
 * diffeqsolve(decay, new Dopri5(), { t0: 0, t1: 1, dt0: 0.25, y0: array([1]) }).ys.toList(); // ≈ [[0.36788]]
 * ```
 */
export class Dopri5 extends ExplicitRungeKutta {
  get estimatesError(): true {
    return true;
  }

  get order(): number {
    return 5;
  }

  get tableau(): ButcherTableau {
    return tableau;
  }

  protected interpolate<Y>({ t0, t1, y0, y1, k }: StepStages<Y>): Path<Y> {
    const yMid = plus(y0, combination(middle, k));
    return new FourthOrderPolynomialInterpolation({ t0, t1, y0, y1, yMid, k0: k[0]!, k1: k.at(-1)! });
  }
}
