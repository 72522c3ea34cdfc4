import type { NDArray } from "@proj/array";
import { ButcherTableau } from "../butcher-tableau.ts";
import { StageInterpolation } from "../interpolation/local.ts";
import type { Path } from "../path.ts";
import { ExplicitRungeKutta, type StepStages } from "./explicit-runge-kutta.ts";

const tableau = /* @__PURE__ */ new ButcherTableau({
  c: [0.161, 0.327, 0.9, 0.9800255409045097, 1.0, 1.0],
  a: [
    [0.161],
    [-0.008480655492356989, 0.335480655492357],
    [2.8971530571054935, -6.359448489975075, 4.3622954328695815],
    [5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525],
    [5.86145544294642, -12.92096931784711, 8.159367898576159, -0.071584973281401, -0.028269050394068383],
    [0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081, 2.324710524099774],
  ],
  b: [0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081, 2.324710524099774, 0.0],
  bError: [
    0.0017800110522257773, 0.0008164344596567463, -0.007880878010261994, 0.1447110071732629, -0.5823571654525552,
    0.45808210592918686, -0.015151515151515152,
  ],
});

/**
 * Tsitouras' 5/4 method: order 5 with an embedded order 4, seven stages of which the last is the next step's first, and a
 * free interpolant of order 4. The usual choice for non-stiff problems.
 *
 * Ch. Tsitouras, "Runge–Kutta pairs of order 5(4) satisfying only the first column simplifying assumption", Computers &
 * Mathematics with Applications 62 (2011) 770–775.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, ODETerm, Tsit5 } from "@proj/ode";
 * const decay = new ODETerm((_t, y: NDArray) => y.neg());
 * diffeqsolve(decay, new Tsit5(), { t0: 0, t1: 1, dt0: 0.25, y0: array([1]) }).ys.toList(); // ≈ [[0.36788]]
 * ```
 */
export class Tsit5 extends ExplicitRungeKutta {
  get estimatesError(): true {
    return true;
  }

  get order(): number {
    return 5;
  }

  get tableau(): ButcherTableau {
    return tableau;
  }

  protected interpolate<Y>(step: StepStages<Y>): Path<Y> {
    return new StageInterpolation(step, weights);
  }
}

/** The weights of the stages at a fraction of the step. */
function weights(theta: NDArray): readonly NDArray[] {
  const square = theta.mul(theta);
  /** factor · (θ - p) · (θ - q) · θ² */
  const product = (factor: number, p: number, q: number): NDArray =>
    theta.sub(p).mul(theta.sub(q)).mul(square).mul(factor);
  /** factor · θ² · (θ² - p θ + q) */
  const quadratic = (factor: number, p: number, q: number): NDArray =>
    square.sub(theta.mul(p)).add(q).mul(square).mul(factor);
  return [
    square
      .sub(theta.mul(1.4364028541716351))
      .add(0.7139816917074209)
      .mul(theta.sub(1.3299890189751412))
      .mul(theta)
      .mul(-1.0530884977290216),
    quadratic(0.1017, 2.1966568338249754, 1.2949852507374631),
    quadratic(2.490627285651252793, 2.38535645472061657, 1.57803468208092486),
    product(-16.54810288924490272, 1.21712927295533244, 0.61620406037800089),
    product(47.37952196281928122, 1.203071208372362603, 0.658047292653547382),
    product(-34.87065786149660974, 1.2, 0.666666666666666667),
    product(2.5, 1, 0.6),
  ];
}
