import { readArgument, readOptions } from "@proj/array/core";
import { scalarOrScheduleOption } from "../hyperparameters.ts";
import type { ScalarOrSchedule, EmptyState, GradientTransformation } from "../transformation.ts";
import { scaleByLearningRate, type CountState } from "../transforms/scale.ts";
import { adamReaders, scaleByAdam, type AdamOptions, type AdamState } from "../transforms/scale-by-adam.ts";
import { chain } from "../wrappers/chain.ts";

/**
 * Adam: {@link scaleByAdam}, then a step of the learning rate downhill.
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link AdamOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { adam, applyUpdates } from "@proj/optim";
 * const optimiser = adam(0.1);
 * const params = array([1, 2]);
 * const [updates] = optimiser.update(array([10, -0.001]), optimiser.init(params));
 * applyUpdates(params, updates).toList(); // ≈ [0.9, 2.1]
 * ```
 */
export function adam(
  learningRate: ScalarOrSchedule,
  options?: AdamOptions,
): GradientTransformation<readonly [AdamState, EmptyState | CountState]> {
  const rate = readArgument("adam", "learningRate", learningRate, scalarOrScheduleOption);
  return chain(scaleByAdam(readOptions("adam", options, adamReaders)), scaleByLearningRate(rate));
}
