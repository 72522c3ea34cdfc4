import { maximum, sqrt, type NDArray } from "@proj/array";
import {
  booleanOption,
  convert,
  nullableOption,
  readArgument,
  readOptions,
  type OptionReaders,
} from "@proj/array/core";
import { arraysOf, beside, mapToState, total, trainableLeaves, vdotOf } from "../arrays.ts";
import {
  increment,
  inDType,
  oneMinus,
  power,
  scalarOption,
  scalarOrScheduleOption,
  scalars,
  times,
  type Scalar,
} from "../hyperparameters.ts";
import { neededParams, type ArrayTree, type GradientTransformation, type ScalarOrSchedule } from "../transformation.ts";
import { betasOption, correctedRate, decayedMove, firstEstimate, type EstimatedRateState } from "./estimated-rate.ts";

/** Adam's moments, the first parameters, and what the size of steps is estimated from. */
export interface ProdigyState extends EstimatedRateState {
  readonly params0: ArrayTree;
}

/** The constants of {@link prodigy}. */
export interface ProdigyOptions {
  /** Decays of the means of gradients and of their squares; default [0.9, 0.999]. */
  readonly betas?: readonly [Scalar, Scalar];
  /** Decay of the sums for the estimate; default `null`, the root of the second of `betas`. */
  readonly beta3?: Scalar | null;
  /** Added to the root; default 1e-8. */
  readonly eps?: Scalar;
  /** The first estimate of the learning rate; default 1e-6. */
  readonly estimLr0?: Scalar;
  /** The factor of estimates; default 1. */
  readonly estimLrCoef?: Scalar;
  /** How much of each parameter is subtracted; default 0. */
  readonly weightDecay?: Scalar;
  /** Whether the estimate leaves out a learning rate that is being warmed up; default false. */
  readonly safeguardWarmup?: boolean;
}

const readers: OptionReaders<ProdigyOptions> = {
  ...scalars("eps", "estimLr0", "estimLrCoef", "weightDecay"),
  betas: betasOption,
  beta3: nullableOption(scalarOption),
  safeguardWarmup: booleanOption,
};

/**
 * Adam that estimates its learning rate from the distance that parameters have gone (Mishchenko & Defazio 2023).
 *
 * @param learningRate - a factor of the estimate: a number, a scalar or a schedule; default 1.
 * @param options - see {@link ProdigyOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { prodigy } from "@proj/optim/contrib";
 * const { init, update } = prodigy(1, { estimLr0: 0.1 });
 * const params = array([2, 1]);
 * update(array([3, -0.5]), init(params), params)[0].toList(); // ≈ [-0.1, 0.1]
 * ```
 */
export function prodigy(
  learningRate: ScalarOrSchedule = 1,
  options?: ProdigyOptions,
): GradientTransformation<ProdigyState> {
  const operation = "prodigy";
  const rate = readArgument(operation, "learningRate", learningRate, scalarOrScheduleOption);
  const read = readOptions(operation, options, readers);
  const { betas = [0.9, 0.999], eps = 1e-8, estimLr0 = 1e-6, estimLrCoef = 1, weightDecay = 0 } = read;
  const { safeguardWarmup = false } = read;
  const [beta1, beta2] = betas;
  const beta3 = read.beta3 ?? power(beta2, 0.5);
  return {
    init: (params) => ({ ...firstEstimate(params, estimLr0), params0: arraysOf(params) }),
    update(updates, state, given) {
      const params = neededParams(operation, given);
      const { estimLr, params0 } = state;
      const { dtype } = estimLr;
      const count = increment(state.count);
      const dlr = correctedRate(rate, betas, state, count);
      const first = inDType(estimLr0, dtype);
      const dg = mapToState(operation, (g) => g.mul(beside(estimLr, g)), updates);
      const way = mapToState(operation, (_, p0, p) => p0.sub(p), updates, { params0, params });
      const gathered = convert(vdotOf(operation, updates, { way }), dtype);
      const expAvg = mapToState(
        operation,
        (d, m) => m.mul(beside(beta1, m)).add(d.mul(beside(oneMinus(beta1), d))),
        dg,
        { expAvg: state.expAvg },
      );
      const expAvgSq = mapToState(
        operation,
        (d, v) => v.mul(beside(beta2, v)).add(d.mul(beside(oneMinus(beta2), d)).mul(d)),
        dg,
        { expAvgSq: state.expAvgSq },
      );
      const weight = safeguardWarmup ? estimLr : dlr;
      const gradSum = mapToState(
        operation,
        (d, sum) => sum.mul(beside(beta3, sum)).add(d.mul(beside(weight, d)).div(beside(first, d))),
        dg,
        { gradSum: state.gradSum },
      );
      const numeratorWeighted = state.numeratorWeighted
        .mul(beside(beta3, estimLr))
        .add(estimLr.div(first).mul(dlr).mul(gathered));
      const size = convert(total(trainableLeaves(gradSum).map((sum) => sum.abs().sum())), dtype);
      const estimate = numeratorWeighted.mul(beside(estimLrCoef, estimLr)).div(size);
      const next = maximum(estimLr, estimate);
      const move = (m: NDArray, v: NDArray): NDArray =>
        m.mul(beside(dlr, m)).div(sqrt(v).add(beside(next.mul(beside(eps, next)), v)));
      const step = decayedMove(operation, move, times(dlr, weightDecay), updates, { expAvg, expAvgSq, params });
      return [step, { expAvg, expAvgSq, gradSum, params0, estimLr: next, numeratorWeighted, count }];
    },
  };
}
