import type { NDArray } from "@proj/array";
import type { Path } from "../path.ts";
import { ImexRungeKutta, StackedStageInterpolation, sumOfStages } from "./imex.ts";
import type { ImplicitStageTableau, StackedStages, StageTableau } from "./implicit-runge-kutta.ts";

const gamma = 0.25;
const b = [82889 / 524892, 0, 15625 / 83664, 69875 / 102672, -2260 / 8211, gamma];
const bEmbedded = [
  4586570599 / 29645900160,
  0,
  178811875 / 945068544,
  814220225 / 1159782912,
  -3700637 / 11593932,
  61727 / 225920,
];
const bError = b.map((weight, stage) => weight - bEmbedded[stage]!);
const c = [0.5, 83 / 250, 31 / 50, 17 / 20, 1.0];
// Guesses for stages are taken from the line through two stages before.
const r1 = c[1]! / c[0]!;
const r2 = c[2]! / c[0]!;
const r3 = c[3]! / c[2]!;
const r4 = c[4]! / c[3]!;

const explicitTableau: StageTableau = {
  c,
  a: [
    [0.5],
    [13861 / 62500, 6889 / 62500],
    [-116923316275 / 2393684061468, -2731218467317 / 15368042101831, 9408046702089 / 11113171139209],
    [
      -451086348788 / 2902428689909,
      -2682348792572 / 7519795681897,
      12662868775082 / 11960479115383,
      3355817975965 / 11060851509271,
    ],
    [
      647845179188 / 3216320057751,
      73281519250 / 8382639484533,
      552539513391 / 3454668386233,
      3354512671639 / 8306763924573,
      4040 / 17871,
    ],
  ],
  b,
  bError,
};

const implicitTableau: ImplicitStageTableau = {
  c,
  a: [
    [gamma],
    [8611 / 62500, -1743 / 31250],
    [5012029 / 34652500, -654441 / 2922500, 174375 / 388108],
    [15267082809 / 155376265600, -71443401 / 120774400, 730878875 / 902184768, 2285395 / 8070912],
    [...b.slice(0, -1)],
  ],
  b,
  bError,
  diagonal: c.map(() => gamma),
  predictor: [[1.0], [1 - r1, r1], [1 - r2, r2, 0], [1 - r3, 0, 0, r3], [1 - r4, 0, 0, 0, r4]],
};

/** For each stage, its weight between the ends of the step, a polynomial in the fraction θ without constant. */
const weights = [
  [6818779379841 / 7100303317025, -54480133 / 30881146, 6943876665148 / 7220017795957],
  [0.0, 0.0, 0.0],
  [2173542590792 / 12501825683035, -11436875 / 14766696, 7640104374378 / 9702883013639],
  [-31592104683404 / 5083833661969, 174696575 / 18121608, -20649996744609 / 7521556579894],
  [61146701046299 / 7138195549469, -12120380 / 966161, 8854892464581 / 2390941311638],
  [-17219254887155 / 4939391667607, 3843 / 706, -11397109935349 / 6675773540249],
];

/**
 * Kennedy's and Carpenter's 4/3 method for equations with a part that is treated explicitly and a stiff one that is treated
 * implicitly: `new MultiTerm(explicitTerm, implicitTerm)`. Order 4 with an embedded order 3, six stages, the implicit part A- and
 * L-stable; interpolation of order 3.
 *
 * C. A. Kennedy, M. H. Carpenter, "Additive Runge–Kutta schemes for convection-diffusion-reaction equations", Applied Numerical
 * Mathematics 44 (2003) 139–181.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, KenCarp4, MultiTerm, ODETerm, PIDController } from "@proj/ode";
 * const slow = new ODETerm((_t, y: NDArray) => y.mul(0).add(1000));
 * const fast = new ODETerm((_t, y: NDArray) => y.mul(-1000));
 * const stepsizeController = new PIDController({ rtol: 1e-3, atol: 1e-3 });
 * const options = { t0: 0, t1: 1, dt0: 0.1, y0: array([0]), stepsizeController };
 * diffeqsolve(new MultiTerm(slow, fast), new KenCarp4(), options).ys.toList(); // ≈ [[1.0]]
 * ```
 */
export class KenCarp4 extends ImexRungeKutta {
  get order(): number {
    return 4;
  }

  protected get explicit(): StageTableau {
    return explicitTableau;
  }

  protected get implicit(): ImplicitStageTableau {
    return implicitTableau;
  }

  interpolation<Y>(t0: NDArray, t1: NDArray, stages: StackedStages): Path<Y> {
    return new StackedStageInterpolation({ t0, t1, y0: stages.y0 as Y }, sumOfStages(stages) as Y, weights);
  }
}
