import { maximum, sqrt, type NDArray } from "@proj/array";
import { convert, readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { beside, mapToState, total, trainableLeaves, vdotOf } from "../arrays.ts";
import { increment, oneMinus, power, scalarOrScheduleOption, scalars, times, type Scalar } from "../hyperparameters.ts";
import { neededParams, type GradientTransformation, type ScalarOrSchedule } from "../transformation.ts";
import { betasOption, correctedRate, decayedMove, firstEstimate, type EstimatedRateState } from "./estimated-rate.ts";

/** Adam's moments, and what the size of steps is estimated from. */
export type DadaptAdamwState = EstimatedRateState;

/** The constants of {@link dadaptAdamw}. */
export interface DadaptAdamwOptions {
  /** Decays of the means of gradients and of their squares; default [0.9, 0.999]. */
  readonly betas?: readonly [Scalar, Scalar];
  /** Added to the root; default 1e-8. */
  readonly eps?: Scalar;
  /** The first estimate of the learning rate; default 1e-6. */
  readonly estimLr0?: Scalar;
  /** How much of each parameter is subtracted; default 0. */
  readonly weightDecay?: Scalar;
}

const readers: OptionReaders<DadaptAdamwOptions> = {
  ...scalars("eps", "estimLr0", "weightDecay"),
  betas: betasOption,
};

/**
 * AdamW that estimates its learning rate from the distance that parameters have gone (Defazio & Mishchenko 2023).
 *
 * @param learningRate - a factor of the estimate: a number, a scalar or a schedule; default 1.
 * @param options - see {@link DadaptAdamwOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { dadaptAdamw } from "@proj/optim/contrib";
 * const { init, update } = dadaptAdamw(1, { estimLr0: 0.1 });
 * const params = array([2, 1]);
 * update(array([3, -0.5]), init(params), params)[0].toList(); // ≈ [-0.1, 0.1]
 * ```
 */
export function dadaptAdamw(
  learningRate: ScalarOrSchedule = 1,
  options?: DadaptAdamwOptions,
): GradientTransformation<DadaptAdamwState> {
  const operation = "dadaptAdamw";
  const rate = readArgument(operation, "learningRate", learningRate, scalarOrScheduleOption);
  const {
    betas = [0.9, 0.999],
    eps = 1e-8,
    estimLr0 = 1e-6,
    weightDecay = 0,
  } = readOptions(operation, options, readers);
  const [beta1, beta2] = betas;
  const root = power(beta2, 0.5);
  return {
    init: (params) => firstEstimate(params, estimLr0),
    update(updates, state, given) {
      const params = neededParams(operation, given);
      const { estimLr } = state;
      const count = increment(state.count);
      const dlr = correctedRate(rate, betas, state, count);
      const weighted = mapToState(
        operation,
        (_, sum, square) => sum.div(sqrt(square).add(beside(eps, square))),
        updates,
        { gradSum: state.gradSum, expAvgSq: state.expAvgSq },
      );
      const gathered = vdotOf(operation, updates, { weighted });
      const mixed = (decay: Scalar, old: NDArray, next: NDArray): NDArray =>
        old.mul(beside(decay, old)).add(next.mul(beside(oneMinus(decay), next)));
      const expAvg = mapToState(operation, (g, m) => mixed(beta1, m, g.mul(beside(dlr, g))), updates, {
        expAvg: state.expAvg,
      });
      const expAvgSq = mapToState(operation, (g, v) => mixed(beta2, v, g.mul(g)), updates, {
        expAvgSq: state.expAvgSq,
      });
      const gradSum = mapToState(operation, (g, sum) => mixed(root, sum, g.mul(beside(dlr, g))), updates, {
        gradSum: state.gradSum,
      });
      const size = total(trainableLeaves(gradSum).map((sum) => sum.abs().sum()));
      const numeratorWeighted = convert(mixed(root, state.numeratorWeighted, dlr.mul(gathered)), estimLr.dtype);
      const estimate = numeratorWeighted.div(size.mul(beside(oneMinus(root), size)));
      const move = (m: NDArray, v: NDArray): NDArray => m.div(sqrt(v).add(beside(eps, v)));
      const step = decayedMove(operation, move, times(dlr, weightDecay), updates, { expAvg, expAvgSq, params });
      const next = convert(maximum(estimLr, estimate), estimLr.dtype);
      return [step, { expAvg, expAvgSq, gradSum, estimLr: next, numeratorWeighted, count }];
    },
  };
}
