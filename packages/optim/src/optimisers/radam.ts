import { readArgument, readOptions } from "@proj/array/core";
import { scalarOrScheduleOption } from "../hyperparameters.ts";
import type { GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import { radamReaders, scaleByRadam, type RadamOptions } from "../transforms/scale-by-radam.ts";
import type { AdamState } from "../transforms/scale-by-adam.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { chain } from "../wrappers/chain.ts";

/**
 * Rectified Adam: {@link scaleByRadam}, then a step of the learning rate downhill (Liu et al. 2020).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link RadamOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { radam } from "@proj/optim";
 * const { init, update } = radam(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-1, 0.05]
 * ```
 */
export function radam(
  learningRate: ScalarOrSchedule,
  options?: RadamOptions,
): GradientTransformation<readonly [AdamState, ScheduledState]> {
  const rate = readArgument("radam", "learningRate", learningRate, scalarOrScheduleOption);
  return chain(scaleByRadam(readOptions("radam", options, radamReaders)), scaleByLearningRate(rate));
}
