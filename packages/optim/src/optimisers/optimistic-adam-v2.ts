import { readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { scalarOrScheduleOption } from "../hyperparameters.ts";
import type { GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import { adamReaders, scaleByAdam, type AdamOptions, type AdamState } from "../transforms/scale-by-adam.ts";
import {
  optimisticReaders,
  scaleByOptimisticGradient,
  type OptimisticGradientOptions,
  type OptimisticGradientState,
} from "../transforms/scale-by-optimistic-gradient.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { chain } from "../wrappers/chain.ts";

/** The constants of {@link optimisticAdamV2}; `nesterov` is true by default. */
export interface OptimisticAdamV2Options extends AdamOptions, OptimisticGradientOptions {}

const readers: OptionReaders<OptimisticAdamV2Options> = { ...adamReaders, ...optimisticReaders };

/**
 * Adam with optimism: its updates are extrapolated by their last difference, before the learning rate (Daskalakis et al. 2018).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link OptimisticAdamV2Options}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { optimisticAdamV2 } from "@proj/optim";
 * const { init, update } = optimisticAdamV2(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.1474, 0.1474]
 * ```
 */
export function optimisticAdamV2(
  learningRate: ScalarOrSchedule,
  options?: OptimisticAdamV2Options,
): GradientTransformation<readonly [AdamState, OptimisticGradientState, ScheduledState]> {
  const rate = readArgument("optimisticAdamV2", "learningRate", learningRate, scalarOrScheduleOption);
  const { alpha = 1, beta = 1, ...constants } = readOptions("optimisticAdamV2", options, readers);
  return chain(
    scaleByAdam({ nesterov: true, ...constants }),
    scaleByOptimisticGradient({ alpha, beta }),
    scaleByLearningRate(rate),
  );
}
