import { readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { scalarOrScheduleOption } from "../hyperparameters.ts";
import type { GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import { adamaxReaders, scaleByAdamax, type AdamaxOptions } from "../transforms/scale-by-adamax.ts";
import type { AdamState } from "../transforms/scale-by-adam.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { addDecayedWeights, decayReaders, type DecayOptions } from "../transforms/weight-decay.ts";
import { chain } from "../wrappers/chain.ts";

/** The constants of {@link adamaxw}; `weightDecay` is 1e-4 by default. */
export interface AdamaxWOptions extends AdamaxOptions, DecayOptions {}

const readers: OptionReaders<AdamaxWOptions> = { ...adamaxReaders, ...decayReaders };

/**
 * Adamax with decoupled weight decay (Loshchilov & Hutter 2019).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link AdamaxWOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { adamaxw } from "@proj/optim";
 * const { init, update } = adamaxw(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.1, 0.09999]
 * ```
 */
export function adamaxw(
  learningRate: ScalarOrSchedule,
  options?: AdamaxWOptions,
): GradientTransformation<readonly [AdamState, ScheduledState, ScheduledState]> {
  const rate = readArgument("adamaxw", "learningRate", learningRate, scalarOrScheduleOption);
  const { weightDecay = 1e-4, mask, ...constants } = readOptions("adamaxw", options, readers);
  return chain(scaleByAdamax(constants), addDecayedWeights(weightDecay, mask), scaleByLearningRate(rate));
}
