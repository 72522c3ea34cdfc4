import type { NDArray } from "@proj/array";
import type { Path } from "../path.ts";
import { ImexRungeKutta, StackedStageInterpolation, sumOfStages } from "./imex.ts";
import type { ImplicitStageTableau, StackedStages, StageTableau } from "./implicit-runge-kutta.ts";

const gamma = 1767732205903 / 4055673282236;
const b = [1471266399579 / 7840856788654, -4482444167858 / 7529755066697, 11266239266428 / 11593286722821, gamma];
const bEmbedded = [
  2756255671327 / 12835298489170,
  -10771552573575 / 22201958757719,
  9247589265047 / 10645013368117,
  2193209047091 / 5459859503100,
];
const bError = b.map((weight, stage) => weight - bEmbedded[stage]!);
const c = [2 * gamma, 3 / 5, 1.0];
// Guesses for stages are taken from the line through two stages before.
const r1 = c[1]! / c[0]!;
const r2 = c[2]! / c[0]!;

const explicitTableau: StageTableau = {
  c,
  a: [
    [2 * gamma],
    [5535828885825 / 10492691773637, 788022342437 / 10882634858940],
    [6485989280629 / 16251701735622, -4246266847089 / 9704473918619, 10755448449292 / 10357097424841],
  ],
  b,
  bError,
};

const implicitTableau: ImplicitStageTableau = {
  c,
  a: [[gamma], [2746238789719 / 10658868560708, -640167445237 / 6845629431997], [...b.slice(0, -1)]],
  b,
  bError,
  diagonal: c.map(() => gamma),
  predictor: [[1.0], [1 - r1, r1], [1 - r2, r2, 0]],
};

/** For each stage, its weight between the ends of the step, a polynomial in the fraction θ without constant. */
const weights = [
  [-215264564351 / 13552729205753, 4655552711362 / 22874653954995],
  [17870216137069 / 13817060693119, -18682724506714 / 9892148508045],
  [-28141676662227 / 17317692491321, 34259539580243 / 13192909600954],
  [2508943948391 / 7218656332882, 584795268549 / 6622622206610],
];

/**
 * Kennedy's and Carpenter's 3/2 method for equations with a part that is treated explicitly and a stiff one that is treated
 * implicitly: `new MultiTerm(explicitTerm, implicitTerm)`. Order 3 with an embedded order 2, four stages, the implicit part A- and
 * L-stable; interpolation of order 2.
 *
 * C. A. Kennedy, M. H. Carpenter, "Additive Runge–Kutta schemes for convection-diffusion-reaction equations", Applied Numerical
 * Mathematics 44 (2003) 139–181.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, KenCarp3, MultiTerm, ODETerm, PIDController } from "@proj/ode";
 * const slow = new ODETerm((_t, y: NDArray) => y.mul(0).add(1000));
 * const fast = new ODETerm((_t, y: NDArray) => y.mul(-1000));
 * const stepsizeController = new PIDController({ rtol: 1e-3, atol: 1e-3 });
 * const options = { t0: 0, t1: 1, dt0: 0.1, y0: array([0]), stepsizeController };
 * diffeqsolve(new MultiTerm(slow, fast), new KenCarp3(), options).ys.toList(); // ≈ [[1.0]]
 * ```
 */
export class KenCarp3 extends ImexRungeKutta {
  get order(): number {
    return 3;
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
