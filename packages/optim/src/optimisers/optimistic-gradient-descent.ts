import { readArgument, readOptions } from "@proj/array/core";
import { scalarOrScheduleOption } from "../hyperparameters.ts";
import type { GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import {
  optimisticReaders,
  scaleByOptimisticGradient,
  type OptimisticGradientOptions,
  type OptimisticGradientState,
} from "../transforms/scale-by-optimistic-gradient.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { chain } from "../wrappers/chain.ts";

/**
 * Optimistic gradient descent: {@link scaleByOptimisticGradient}, then a step of the learning rate downhill (Mokhtari et al. 2019).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link OptimisticGradientOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { optimisticGradientDescent } from "@proj/optim";
 * const { init, update } = optimisticGradientDescent(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-1, 0.05]
 * ```
 */
export function optimisticGradientDescent(
  learningRate: ScalarOrSchedule,
  options?: OptimisticGradientOptions,
): GradientTransformation<readonly [OptimisticGradientState, ScheduledState]> {
  const rate = readArgument("optimisticGradientDescent", "learningRate", learningRate, scalarOrScheduleOption);
  return chain(
    scaleByOptimisticGradient(readOptions("optimisticGradientDescent", options, optimisticReaders)),
    scaleByLearningRate(rate),
  );
}
