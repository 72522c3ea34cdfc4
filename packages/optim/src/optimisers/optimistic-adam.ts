import { readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { scalarOption, scalars, type Scalar } from "../hyperparameters.ts";
import type { GradientTransformation, ScheduledState } from "../transformation.ts";
import { adamReaders, scaleByAdam, type AdamOptions, type AdamState } from "../transforms/scale-by-adam.ts";
import { scaleByOptimisticGradient, type OptimisticGradientState } from "../transforms/scale-by-optimistic-gradient.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { chain } from "../wrappers/chain.ts";

/** The constants of {@link optimisticAdam}; `nesterov` is true by default. */
export interface OptimisticAdamOptions extends AdamOptions {
  /** How far updates are extrapolated; default the learning rate. */
  readonly optimism?: Scalar;
}

const readers: OptionReaders<OptimisticAdamOptions> = { ...adamReaders, ...scalars("optimism") };

/**
 * Adam with optimism: its updates are extrapolated by their last difference (Daskalakis et al. 2018). Without schedules;
 * {@link optimisticAdamV2} has them.
 *
 * @param learningRate - a number or a scalar.
 * @param options - see {@link OptimisticAdamOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { optimisticAdam } from "@proj/optim";
 * const { init, update } = optimisticAdam(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.1474, 0.1474]
 * ```
 */
export function optimisticAdam(
  learningRate: Scalar,
  options?: OptimisticAdamOptions,
): GradientTransformation<readonly [AdamState, OptimisticGradientState, ScheduledState]> {
  const rate = readArgument("optimisticAdam", "learningRate", learningRate, scalarOption);
  const { optimism = rate, ...constants } = readOptions("optimisticAdam", options, readers);
  return chain(
    scaleByAdam({ nesterov: true, ...constants }),
    scaleByOptimisticGradient({ alpha: rate, beta: optimism }),
    scaleByLearningRate(1),
  );
}
