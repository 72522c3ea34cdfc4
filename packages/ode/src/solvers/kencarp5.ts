import type { NDArray } from "@proj/array";
import type { Path } from "../path.ts";
import { ImexRungeKutta, StackedStageInterpolation, sumOfStages } from "./imex.ts";
import type { ImplicitStageTableau, StackedStages, StageTableau } from "./implicit-runge-kutta.ts";

const gamma = 41 / 200;
const b = [
  -872700587467 / 9133579230613,
  0,
  0,
  22348218063261 / 9555858737531,
  -1143369518992 / 8141816002931,
  -39379526789629 / 19018526304540,
  32727382324388 / 42900044865799,
  gamma,
];
const bEmbedded = [
  -975461918565 / 9796059967033,
  0,
  0,
  78070527104295 / 32432590147079,
  -548382580838 / 3424219808633,
  -33438840321285 / 15594753105479,
  3629800801594 / 4656183773603,
  4035322873751 / 18575991585200,
];
const bError = b.map((weight, stage) => weight - bEmbedded[stage]!);
const c = [41 / 100, 2935347310677 / 11292855782101, 1426016391358 / 7196633302097, 92 / 100, 24 / 100, 3 / 5, 1.0];
// Guesses for stages are taken from the line through two stages before.
const r1 = c[1]! / c[0]!;
const r2 = c[2]! / c[0]!;
const r3 = c[3]! / c[0]!;
const r4 = c[4]! / c[1]!;
const r5 = c[5]! / c[3]!;
const r6 = c[6]! / c[3]!;

const explicitTableau: StageTableau = {
  c,
  a: [
    [41 / 100],
    [367902744464 / 2072280473677, 677623207551 / 8224143866563],
    [1268023523408 / 10340822734521, 0, 1029933939417 / 13636558850479],
    [14463281900351 / 6315353703477, 0, 66114435211212 / 5879490589093, -54053170152839 / 4284798021562],
    [
      14090043504691 / 34967701212078,
      0,
      15191511035443 / 11219624916014,
      -18461159152457 / 12425892160975,
      -281667163811 / 9011619295870,
    ],
    [
      19230459214898 / 13134317526959,
      0,
      21275331358303 / 2942455364971,
      -38145345988419 / 4862620318723,
      -1 / 8,
      -1 / 8,
    ],
    [
      -19977161125411 / 11928030595625,
      0,
      -40795976796054 / 6384907823539,
      177454434618887 / 12078138498510,
      782672205425 / 8267701900261,
      -69563011059811 / 9646580694205,
      7356628210526 / 4942186776405,
    ],
  ],
  b,
  bError,
};

const implicitTableau: ImplicitStageTableau = {
  c,
  a: [
    [gamma],
    [41 / 400, -567603406766 / 11931857230679],
    [683785636431 / 9252920307686, 0, -110385047103 / 1367015193373],
    [3016520224154 / 10081342136671, 0, 30586259806659 / 12414158314087, -22760509404356 / 11113319521817],
    [
      218866479029 / 1489978393911,
      0,
      638256894668 / 5436446318841,
      -1179710474555 / 5321154724896,
      -60928119172 / 8023461067671,
    ],
    [
      1020004230633 / 5715676835656,
      0,
      25762820946817 / 25263940353407,
      -2161375909145 / 9755907335909,
      -211217309593 / 5846859502534,
      -4269925059573 / 7827059040719,
    ],
    [...b.slice(0, -1)],
  ],
  b,
  bError,
  diagonal: c.map(() => gamma),
  predictor: [
    [1.0],
    [1 - r1, r1],
    [1 - r2, r2, 0],
    [1 - r3, r3, 0, 0],
    [1 - r4, 0, r4, 0, 0],
    [1 - r5, 0, 0, 0, r5, 0],
    [1 - r6, 0, 0, 0, r6, 0, 0],
  ],
};

/** For each stage, its weight between the ends of the step, a polynomial in the fraction θ without constant. */
const weights = [
  [-9257016797708 / 5021505065439, 43486358583215 / 12773830924787, -17674230611817 / 10670229744614],
  [0, 0, 0],
  [0, 0, 0],
  [26096422576131 / 11239449250142, -91478233927265 / 11067650958493, 65168852399939 / 7868540260826],
  [92396832856987 / 20362823103730, -79368583304911 / 10890268929626, 15494834004392 / 5936557850923],
  [30029262896817 / 10175596800299, -12239297817655 / 9152339842473, -99329723586156 / 26959484932159],
  [-26136350496073 / 3983972220547, 115839755401235 / 10719374521269, -19024464361622 / 5461577185407],
  [-5289405421727 / 3760307252460, 5843115559534 / 2180450260947, -6511271360970 / 6095937251113],
];

/**
 * Kennedy's and Carpenter's 5/4 method for equations with a part that is treated explicitly and a stiff one that is treated
 * implicitly: `new MultiTerm(explicitTerm, implicitTerm)`. Order 5 with an embedded order 4, eight stages, the implicit part A- and
 * L-stable; interpolation of order 3.
 *
 * C. A. Kennedy, M. H. Carpenter, "Additive Runge–Kutta schemes for convection-diffusion-reaction equations", Applied Numerical
 * Mathematics 44 (2003) 139–181.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, KenCarp5, MultiTerm, ODETerm, PIDController } from "@proj/ode";
 * const slow = new ODETerm((_t, y: NDArray) => y.mul(0).add(1000));
 * const fast = new ODETerm((_t, y: NDArray) => y.mul(-1000));
 * const stepsizeController = new PIDController({ rtol: 1e-3, atol: 1e-3 });
 * const options = { t0: 0, t1: 1, dt0: 0.1, y0: array([0]), stepsizeController };
 * diffeqsolve(new MultiTerm(slow, fast), new KenCarp5(), options).ys.toList(); // ≈ [[1.0]]
 * ```
 */
export class KenCarp5 extends ImexRungeKutta {
  get order(): number {
    return 5;
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
