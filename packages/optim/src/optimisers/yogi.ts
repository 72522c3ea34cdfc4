import { readArgument, readOptions } from "@proj/array/core";
import { scalarOrScheduleOption } from "../hyperparameters.ts";
import type { GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import { yogiReaders, scaleByYogi, type YogiOptions } from "../transforms/scale-by-yogi.ts";
import type { AdamState } from "../transforms/scale-by-adam.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { chain } from "../wrappers/chain.ts";

/**
 * Yogi: {@link scaleByYogi}, then a step of the learning rate downhill (Zaheer et al. 2018).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link YogiOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { yogi } from "@proj/optim";
 * const { init, update } = yogi(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.09999, 0.0996]
 * ```
 */
export function yogi(
  learningRate: ScalarOrSchedule,
  options?: YogiOptions,
): GradientTransformation<readonly [AdamState, ScheduledState]> {
  const rate = readArgument("yogi", "learningRate", learningRate, scalarOrScheduleOption);
  return chain(scaleByYogi(readOptions("yogi", options, yogiReaders)), scaleByLearningRate(rate));
}
