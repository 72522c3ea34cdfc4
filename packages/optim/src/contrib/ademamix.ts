import type { DType, NDArray } from "@proj/array";
import { readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { beside, mapArrays, mapToState, zerosLike } from "../arrays.ts";
import {
  accumulatorOption,
  increment,
  noSteps,
  scalarOrScheduleOption,
  scalars,
  schedulables,
  stepwise,
  type Scalar,
} from "../hyperparameters.ts";
import { mix, moment, momentPerElement, unbiased } from "../moments.ts";
import type {
  ArrayTree,
  CountState,
  GradientTransformation,
  ScalarOrSchedule,
  ScheduledState,
} from "../transformation.ts";
import { rootPlus } from "../transforms/scale-by-adam.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { addDecayedWeights, decayReaders, type DecayOptions } from "../transforms/weight-decay.ts";
import { chain } from "../wrappers/chain.ts";

/** A fast and a slow mean of gradients, the mean of squares, and the numbers of steps. */
export interface AdemamixState extends CountState {
  readonly countM2: NDArray;
  readonly m1: ArrayTree;
  readonly m2: ArrayTree;
  readonly nu: ArrayTree;
}

/** The constants of {@link scaleByAdemamix}. */
export interface AdemamixOptions {
  /** Decay of the fast mean; default 0.9. */
  readonly b1?: Scalar;
  /** Decay of the mean of squares; default 0.999. */
  readonly b2?: Scalar;
  /** Decay of the slow mean: a number, a scalar or a schedule; default 0.9999. */
  readonly b3?: ScalarOrSchedule;
  /** The weight of the slow mean: a number, a scalar or a schedule; default 6, and 5 for `ademamix`. */
  readonly alpha?: ScalarOrSchedule;
  /** Added to the root; default 1e-8. */
  readonly eps?: Scalar;
  /** Added under the root; default 0. */
  readonly epsRoot?: Scalar;
  /** The dtype in which all means are kept; default that of the parameters. */
  readonly muDtype?: DType | null;
}

const readers: OptionReaders<AdemamixOptions> = {
  ...scalars("b1", "b2", "eps", "epsRoot"),
  ...schedulables("b3", "alpha"),
  muDtype: accumulatorOption,
};

/**
 * Adam with a second, slow mean of gradients (Pagliardini et al. 2024).
 *
 * @param options - see {@link AdemamixOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByAdemamix } from "@proj/optim/contrib";
 * const { init, update } = scaleByAdemamix();
 * update(array([3, -0.5]), init(array([0, 0])))[0].toList(); // ≈ [1.001, -1.001]
 * ```
 */
export function scaleByAdemamix(options?: AdemamixOptions): GradientTransformation<AdemamixState> {
  const operation = "scaleByAdemamix";
  const read = readOptions(operation, options, readers);
  const { b1 = 0.9, b2 = 0.999, b3 = 0.9999, alpha = 6, eps = 1e-8, epsRoot = 0, muDtype } = read;
  return {
    init(params) {
      const zeros = zerosLike(params, muDtype);
      return { count: noSteps(), countM2: noSteps(), m1: zeros, m2: zeros, nu: zeros };
    },
    update(updates, state) {
      const slow = stepwise(b3, state.countM2);
      const weight = stepwise(alpha, state.countM2);
      const count = increment(state.count);
      const m1 = moment(operation, updates, { m1: state.m1 }, b1, 1);
      const m2 = mapToState(operation, (g, m) => mix(slow(g), m, g), updates, { m2: state.m2 });
      const nu = momentPerElement(operation, updates, { nu: state.nu }, b2, 2);
      const step = mapArrays(
        operation,
        (_, fast, mean, v) => fast.add(mean.mul(beside(weight(mean), mean))).div(rootPlus(v, eps, epsRoot)),
        updates,
        { m1: unbiased(operation, m1, b1, count), m2, nu: unbiased(operation, nu, b2, count) },
      );
      return [step, { count, countM2: increment(state.countM2), m1, m2, nu }];
    },
  };
}

/** The constants of {@link ademamix}; `weightDecay` is 0 by default. */
export interface AdemamixDecayOptions extends AdemamixOptions, DecayOptions {}

const ademamixReaders: OptionReaders<AdemamixDecayOptions> = { ...readers, ...decayReaders };

/**
 * AdEMAMix: {@link scaleByAdemamix}, weight decay, and a step of the learning rate downhill (Pagliardini et al. 2024).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link AdemamixDecayOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { ademamix } from "@proj/optim/contrib";
 * const { init, update } = ademamix(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.1, 0.1]
 * ```
 */
export function ademamix(
  learningRate: ScalarOrSchedule,
  options?: AdemamixDecayOptions,
): GradientTransformation<readonly [AdemamixState, ScheduledState, ScheduledState]> {
  const rate = readArgument("ademamix", "learningRate", learningRate, scalarOrScheduleOption);
  const { weightDecay = 0, mask, ...constants } = readOptions("ademamix", options, ademamixReaders);
  return chain(
    scaleByAdemamix({ alpha: 5, ...constants }),
    addDecayedWeights(weightDecay, mask),
    scaleByLearningRate(rate),
  );
}
