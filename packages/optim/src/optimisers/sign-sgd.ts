import { readArgument } from "@proj/array/core";
import { scalarOrScheduleOption } from "../hyperparameters.ts";
import type { EmptyState, GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import { scaleBySign } from "../transforms/scale-by-sign.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { chain } from "../wrappers/chain.ts";

/**
 * The sign of each gradient times the learning rate (Bernstein et al. 2018).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { signSgd } from "@proj/optim";
 * const { init, update } = signSgd(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.1, 0.1]
 * ```
 */
export function signSgd(learningRate: ScalarOrSchedule): GradientTransformation<readonly [EmptyState, ScheduledState]> {
  const rate = readArgument("signSgd", "learningRate", learningRate, scalarOrScheduleOption);
  return chain(scaleBySign(), scaleByLearningRate(rate));
}
