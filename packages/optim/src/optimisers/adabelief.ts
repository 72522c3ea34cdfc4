import { readArgument, readOptions } from "@proj/array/core";
import { scalarOrScheduleOption } from "../hyperparameters.ts";
import type { GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import { beliefReaders, scaleByBelief, type BeliefOptions } from "../transforms/scale-by-belief.ts";
import type { AdamState } from "../transforms/scale-by-adam.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { chain } from "../wrappers/chain.ts";

/**
 * AdaBelief: {@link scaleByBelief}, then a step of the learning rate downhill (Zhuang et al. 2020).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link BeliefOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { adabelief } from "@proj/optim";
 * const { init, update } = adabelief(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.1111, 0.1111]
 * ```
 */
export function adabelief(
  learningRate: ScalarOrSchedule,
  options?: BeliefOptions,
): GradientTransformation<readonly [AdamState, ScheduledState]> {
  const rate = readArgument("adabelief", "learningRate", learningRate, scalarOrScheduleOption);
  return chain(scaleByBelief(readOptions("adabelief", options, beliefReaders)), scaleByLearningRate(rate));
}
