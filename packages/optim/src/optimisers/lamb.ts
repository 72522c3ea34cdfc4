import { readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { scalarOrScheduleOption, scalars, type Scalar } from "../hyperparameters.ts";
import type { EmptyState, GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import { scaleByAdam, type AdamState } from "../transforms/scale-by-adam.ts";
import { scaleByTrustRatio } from "../transforms/scale-by-trust-ratio.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { addDecayedWeights, decayReaders, type DecayOptions } from "../transforms/weight-decay.ts";
import { chain } from "../wrappers/chain.ts";

/** The constants of {@link lamb}; `weightDecay` is 0 by default. */
export interface LambOptions extends DecayOptions {
  /** Decay of the mean of gradients; default 0.9. */
  readonly b1?: Scalar;
  /** Decay of the mean of squared gradients; default 0.999. */
  readonly b2?: Scalar;
  /** Added to the root; default 1e-6. */
  readonly eps?: Scalar;
  /** Added under the root; default 0. */
  readonly epsRoot?: Scalar;
}

const readers: OptionReaders<LambOptions> = { ...scalars("b1", "b2", "eps", "epsRoot"), ...decayReaders };

/**
 * LAMB: Adam and weight decay, then a step as long as the parameters ask for (You et al. 2020). Here `eps` is 1e-6 by default.
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link LambOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { lamb } from "@proj/optim";
 * const { init, update } = lamb(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.1581, 0.1581]
 * ```
 */
export function lamb(
  learningRate: ScalarOrSchedule,
  options?: LambOptions,
): GradientTransformation<readonly [AdamState, ScheduledState, EmptyState, ScheduledState]> {
  const rate = readArgument("lamb", "learningRate", learningRate, scalarOrScheduleOption);
  const { weightDecay = 0, mask, ...constants } = readOptions("lamb", options, readers);
  return chain(
    scaleByAdam({ eps: 1e-6, ...constants }),
    addDecayedWeights(weightDecay, mask),
    scaleByTrustRatio(),
    scaleByLearningRate(rate),
  );
}
