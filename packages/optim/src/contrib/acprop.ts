import { sqrt, where } from "@proj/array";
import { readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { absSquare, beside, mapArrays, mapToState, zerosLike } from "../arrays.ts";
import { increment, noSteps, scalarOrScheduleOption, scalars, type Scalar } from "../hyperparameters.ts";
import { mix, moment, unbiased } from "../moments.ts";
import type { GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import type { AdamState } from "../transforms/scale-by-adam.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { addDecayedWeights, decayReaders, type DecayOptions } from "../transforms/weight-decay.ts";
import { chain } from "../wrappers/chain.ts";

/** The constants of {@link scaleByAcprop}. */
export interface AcpropOptions {
  /** Decay of the mean of gradients; default 0.9. */
  readonly b1?: Scalar;
  /** Decay of the mean of squared surprises; default 0.999. */
  readonly b2?: Scalar;
  /** Added to the root; default 1e-16. */
  readonly eps?: Scalar;
  /** Added to the mean of squared surprises at every step; default 1e-16. */
  readonly epsRoot?: Scalar;
}

const readers: OptionReaders<AcpropOptions> = scalars("b1", "b2", "eps", "epsRoot");

/**
 * Gradients over the root of the mean of squared deviations from their mean, both as they were before the gradient (Zhuang et al. 2021).
 *
 * @param options - see {@link AcpropOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByAcprop } from "@proj/optim/contrib";
 * const { init, update } = scaleByAcprop();
 * update(array([3, -0.5]), init(array([0, 0])))[0].toList(); // ≈ [3, -0.5]
 * ```
 */
export function scaleByAcprop(options?: AcpropOptions): GradientTransformation<AdamState> {
  const { b1 = 0.9, b2 = 0.999, eps = 1e-16, epsRoot = 1e-16 } = readOptions("scaleByAcprop", options, readers);
  return {
    init: (params) => ({ count: noSteps(), mu: zerosLike(params), nu: zerosLike(params) }),
    update(updates, state) {
      const count = increment(state.count);
      const first = state.count.eq(0);
      const mu = moment("scaleByAcprop", updates, { mu: state.mu }, b1, 1);
      const nu = mapToState(
        "scaleByAcprop",
        (g, m, v) => mix(b2, v, absSquare(g.sub(m))).add(beside(epsRoot, v)),
        updates,
        { mu: state.mu, nu: state.nu },
      );
      const nuHat = unbiased("scaleByAcprop", state.nu, b2, where(first, count, state.count));
      const step = mapArrays("scaleByAcprop", (g, v) => g.div(sqrt(where(first, 1, v)).add(beside(eps, v))), updates, {
        nuHat,
      });
      return [step, { count, mu, nu }];
    },
  };
}

/** The constants of {@link acprop}; `weightDecay` is 0 by default. */
export interface AcpropDecayOptions extends AcpropOptions, DecayOptions {}

const acpropReaders: OptionReaders<AcpropDecayOptions> = { ...readers, ...decayReaders };

/**
 * ACProp: {@link scaleByAcprop}, weight decay, and a step of the learning rate downhill (Zhuang et al. 2021).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link AcpropDecayOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { acprop } from "@proj/optim/contrib";
 * const { init, update } = acprop(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-1, 0.05]
 * ```
 */
export function acprop(
  learningRate: ScalarOrSchedule,
  options?: AcpropDecayOptions,
): GradientTransformation<readonly [AdamState, ScheduledState, ScheduledState]> {
  const rate = readArgument("acprop", "learningRate", learningRate, scalarOrScheduleOption);
  const { weightDecay = 0, mask, ...constants } = readOptions("acprop", options, acpropReaders);
  return chain(scaleByAcprop(constants), addDecayedWeights(weightDecay, mask), scaleByLearningRate(rate));
}
