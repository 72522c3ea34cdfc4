import { readArgument, readOptions } from "@proj/array/core";
import { scalarOrScheduleOption } from "../hyperparameters.ts";
import type { GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import {
  amsgradReaders,
  scaleByAmsgrad,
  type AmsgradOptions,
  type AmsgradState,
} from "../transforms/scale-by-amsgrad.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { chain } from "../wrappers/chain.ts";

/**
 * AMSGrad: {@link scaleByAmsgrad}, then a step of the learning rate downhill (Reddi et al. 2018).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link AmsgradOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { amsgrad } from "@proj/optim";
 * const { init, update } = amsgrad(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.1, 0.1]
 * ```
 */
export function amsgrad(
  learningRate: ScalarOrSchedule,
  options?: AmsgradOptions,
): GradientTransformation<readonly [AmsgradState, ScheduledState]> {
  const rate = readArgument("amsgrad", "learningRate", learningRate, scalarOrScheduleOption);
  return chain(scaleByAmsgrad(readOptions("amsgrad", options, amsgradReaders)), scaleByLearningRate(rate));
}
