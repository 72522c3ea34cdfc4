import { readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { scalarOrScheduleOption } from "../hyperparameters.ts";
import type { GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import { adamReaders, scaleByAdam, type AdamOptions, type AdamState } from "../transforms/scale-by-adam.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { addDecayedWeights, decayReaders, type DecayOptions } from "../transforms/weight-decay.ts";
import { chain } from "../wrappers/chain.ts";

/** The constants of {@link adamw}; `weightDecay` is 1e-4 by default. */
export interface AdamWOptions extends AdamOptions, DecayOptions {}

/** How each of the {@link AdamWOptions} is read. */
export const adamwReaders: OptionReaders<AdamWOptions> = { ...adamReaders, ...decayReaders };

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019): the decay is added after Adam's rescaling and multiplied by
 * the learning rate.
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link AdamWOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { adamw } from "@proj/optim";
 * const { init, update } = adamw(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.1, 0.09999]
 * ```
 */
export function adamw(
  learningRate: ScalarOrSchedule,
  options?: AdamWOptions,
): GradientTransformation<readonly [AdamState, ScheduledState, ScheduledState]> {
  const rate = readArgument("adamw", "learningRate", learningRate, scalarOrScheduleOption);
  const { weightDecay = 1e-4, mask, ...constants } = readOptions("adamw", options, adamwReaders);
  return chain(scaleByAdam(constants), addDecayedWeights(weightDecay, mask), scaleByLearningRate(rate));
}
