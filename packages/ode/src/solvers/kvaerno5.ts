import { Esdirk } from "./esdirk.ts";
import type { ImplicitStageTableau } from "./implicit-runge-kutta.ts";

const gamma = 0.26;
const sixth = [0.13855640231268224, 0, -0.04245337201752043, 0.02446657898003141, 0.61943039072480676];
const last = [
  0.1365975117764029, 0, -0.05496908796538376, -0.04118626728321046, 0.62993304899016403, 0.06962479448202728,
];

const tableau: ImplicitStageTableau = {
  c: [0.52, 1.230333209967908, 0.8957659843500759, 0.43639360985864756, 1, 1],
  a: [
    [gamma],
    [0.13, 0.84033320996790809],
    [0.22371961478320505, 0.47675532319799699, -0.06470895363112615],
    [0.16648564323248321, 0.1045001884159172, 0.03631482272098715, -0.13090704451073998],
    sixth,
    last,
  ],
  b: [...last, gamma],
  bError: [...last, gamma].map((weight, stage) => weight - ([...sixth, gamma][stage] ?? 0)),
  diagonal: [gamma, gamma, gamma, gamma, gamma, gamma],
  predictor: [
    [1],
    [-1.366025403784441, 2.3660254037844357],
    [-0.19650552613122207, 0.8113579546496623, 0.38514757148155954],
    [0.10375304369958693, 0.937994698066431, -0.04174774176601781, 0],
    [-0.17281112873898072, 0.6235784481025847, 0.5492326806363959, 0, 0],
    [...sixth, gamma],
  ],
};

/**
 * Kværnø's 5/4 method for stiff equations: order 5 with an embedded order 4, A- and L-stable, seven stages of which the last is
 * the next step's first, cubic Hermite interpolation. It evaluates the equation slightly behind the end of a step.
 *
 * A. Kværnø, "Singly diagonally implicit Runge–Kutta methods with an explicit first stage", BIT Numerical Mathematics 44 (2004)
 * 489–502; the guesses for the stages are those of OrdinaryDiffEq.jl.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, Kvaerno5, ODETerm, PIDController } from "@proj/ode";
 * const stiff = new ODETerm((_t, y: NDArray) => y.mul(-1000).add(1000));
 * const stepsizeController = new PIDController({ rtol: 1e-3, atol: 1e-3 });
 * const options = { t0: 0, t1: 1, dt0: 0.1, y0: array([0]), stepsizeController };
 * diffeqsolve(stiff, new Kvaerno5(), options).ys.toList(); // ≈ [[1.0]]
 * ```
 */
export class Kvaerno5 extends Esdirk {
  get order(): number {
    return 5;
  }

  protected get implicit(): ImplicitStageTableau {
    return tableau;
  }
}
