import { readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { scalarOrScheduleOption } from "../hyperparameters.ts";
import type { GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import { lionReaders, scaleByLion, type LionOptions, type LionState } from "../transforms/scale-by-lion.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { addDecayedWeights, decayReaders, type DecayOptions } from "../transforms/weight-decay.ts";
import { chain } from "../wrappers/chain.ts";

/** The constants of {@link lion}; `weightDecay` is 1e-3 by default. */
export interface LionDecayOptions extends LionOptions, DecayOptions {}

const readers: OptionReaders<LionDecayOptions> = { ...lionReaders, ...decayReaders };

/**
 * Lion: steps of one size, in the direction of the sign of a running mean (Chen et al. 2023).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link LionDecayOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { lion } from "@proj/optim";
 * const { init, update } = lion(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.1002, 0.0999]
 * ```
 */
export function lion(
  learningRate: ScalarOrSchedule,
  options?: LionDecayOptions,
): GradientTransformation<readonly [LionState, ScheduledState, ScheduledState]> {
  const rate = readArgument("lion", "learningRate", learningRate, scalarOrScheduleOption);
  const { weightDecay = 1e-3, mask, ...constants } = readOptions("lion", options, readers);
  return chain(scaleByLion(constants), addDecayedWeights(weightDecay, mask), scaleByLearningRate(rate));
}
