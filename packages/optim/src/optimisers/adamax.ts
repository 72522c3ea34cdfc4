import { readArgument, readOptions } from "@proj/array/core";
import { scalarOrScheduleOption } from "../hyperparameters.ts";
import type { GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import { adamaxReaders, scaleByAdamax, type AdamaxOptions } from "../transforms/scale-by-adamax.ts";
import type { AdamState } from "../transforms/scale-by-adam.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { chain } from "../wrappers/chain.ts";

/**
 * Adamax: {@link scaleByAdamax}, then a step of the learning rate downhill (Kingma & Ba 2015).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link AdamaxOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { adamax } from "@proj/optim";
 * const { init, update } = adamax(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.1, 0.1]
 * ```
 */
export function adamax(
  learningRate: ScalarOrSchedule,
  options?: AdamaxOptions,
): GradientTransformation<readonly [AdamState, ScheduledState]> {
  const rate = readArgument("adamax", "learningRate", learningRate, scalarOrScheduleOption);
  return chain(scaleByAdamax(readOptions("adamax", options, adamaxReaders)), scaleByLearningRate(rate));
}
