import { readArgument, readOptions } from "@proj/array/core";
import { scalarOrScheduleOption } from "../hyperparameters.ts";
import type { GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import { adamReaders, scaleByAdam, type AdamOptions, type AdamState } from "../transforms/scale-by-adam.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { chain } from "../wrappers/chain.ts";

/**
 * Adam: {@link scaleByAdam}, then a step of the learning rate downhill (Kingma & Ba 2015).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link AdamOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { adam } from "@proj/optim";
 * const { init, update } = adam(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.1, 0.1]
 * ```
 */
export function adam(
  learningRate: ScalarOrSchedule,
  options?: AdamOptions,
): GradientTransformation<readonly [AdamState, ScheduledState]> {
  const rate = readArgument("adam", "learningRate", learningRate, scalarOrScheduleOption);
  return chain(scaleByAdam(readOptions("adam", options, adamReaders)), scaleByLearningRate(rate));
}
