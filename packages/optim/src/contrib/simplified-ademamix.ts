import type { NDArray } from "@proj/array";
import { readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { beside, mapArrays, mapToState, zerosLike } from "../arrays.ts";
import {
  increment,
  noSteps,
  scalarOrScheduleOption,
  scalars,
  schedulables,
  stepwise,
  type Scalar,
} from "../hyperparameters.ts";
import { unbiased } from "../moments.ts";
import type { ArrayTree, GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import { rootPlus } from "../transforms/scale-by-adam.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { addDecayedWeights, decayReaders, type DecayOptions } from "../transforms/weight-decay.ts";
import { chain } from "../wrappers/chain.ts";

/** The sum of gradients, the mean of squares and the number of steps. */
export interface SimplifiedAdemamixState {
  readonly t: NDArray;
  readonly m: ArrayTree;
  readonly n: ArrayTree;
}

/** The constants of {@link scaleBySimplifiedAdemamix}. */
export interface SimplifiedAdemamixOptions {
  /** Decay of the sum of gradients; default 0.99. */
  readonly b1?: Scalar;
  /** Decay of the mean of squares; default 0.95. */
  readonly b2?: Scalar;
  /** The weight of the gradient itself: a number, a scalar or a schedule; default 0. */
  readonly alpha?: ScalarOrSchedule;
  /** Added to the root; default 1e-8. */
  readonly eps?: Scalar;
  /** Added under the root; default 0. */
  readonly epsRoot?: Scalar;
}

const readers: OptionReaders<SimplifiedAdemamixOptions> = {
  ...scalars("b1", "b2", "eps", "epsRoot"),
  ...schedulables("alpha"),
};

/**
 * Adam with a sum of gradients, to which the gradient itself is added (Morwani et al. 2025).
 *
 * @param options - see {@link SimplifiedAdemamixOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleBySimplifiedAdemamix } from "@proj/optim/contrib";
 * const { init, update } = scaleBySimplifiedAdemamix();
 * update(array([3, -0.5]), init(array([0, 0])))[0].toList(); // ≈ [1, -1]
 * ```
 */
export function scaleBySimplifiedAdemamix(
  options?: SimplifiedAdemamixOptions,
): GradientTransformation<SimplifiedAdemamixState> {
  const operation = "scaleBySimplifiedAdemamix";
  const { b1 = 0.99, b2 = 0.95, alpha = 0, eps = 1e-8, epsRoot = 0 } = readOptions(operation, options, readers);
  return {
    init: (params) => ({ t: noSteps(), m: zerosLike(params), n: zerosLike(params) }),
    update(updates, state) {
      const weight = stepwise(alpha, state.t);
      const m = mapToState(operation, (g, old) => g.add(old.mul(beside(b1, old))), updates, { m: state.m });
      const n = mapToState(
        operation,
        (g, old) => {
          const square = g.mul(g);
          return square.add(old.sub(square).mul(beside(b2, square)));
        },
        updates,
        { n: state.n },
      );
      const t = increment(state.t);
      const step = mapArrays(
        operation,
        (g, sum, square) => sum.add(g.mul(beside(weight(g), g))).div(rootPlus(square, eps, epsRoot)),
        updates,
        { m, n: unbiased(operation, n, b2, t) },
      );
      return [step, { t, m, n }];
    },
  };
}

/** The constants of {@link simplifiedAdemamix}; `weightDecay` is 0 by default. */
export interface SimplifiedAdemamixDecayOptions extends SimplifiedAdemamixOptions, DecayOptions {}

const simplifiedAdemamixReaders: OptionReaders<SimplifiedAdemamixDecayOptions> = { ...readers, ...decayReaders };

/**
 * Simplified AdEMAMix: {@link scaleBySimplifiedAdemamix}, weight decay, and a step of the learning rate downhill (Morwani et al. 2025).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link SimplifiedAdemamixDecayOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { simplifiedAdemamix } from "@proj/optim/contrib";
 * const { init, update } = simplifiedAdemamix(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.1, 0.1]
 * ```
 */
export function simplifiedAdemamix(
  learningRate: ScalarOrSchedule,
  options?: SimplifiedAdemamixDecayOptions,
): GradientTransformation<readonly [SimplifiedAdemamixState, ScheduledState, ScheduledState]> {
  const rate = readArgument("simplifiedAdemamix", "learningRate", learningRate, scalarOrScheduleOption);
  const { weightDecay = 0, mask, ...constants } = readOptions("simplifiedAdemamix", options, simplifiedAdemamixReaders);
  return chain(scaleBySimplifiedAdemamix(constants), addDecayedWeights(weightDecay, mask), scaleByLearningRate(rate));
}
