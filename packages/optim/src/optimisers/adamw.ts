import { anyOption, readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { numbers, scalarOrScheduleOption } from "../hyperparameters.ts";
import { adamReaders, scaleByAdam, type AdamOptions, type AdamState } from "../transforms/scale-by-adam.ts";
import { chain } from "../wrappers/chain.ts";
import { scaleByLearningRate, type CountState } from "../transforms/scale.ts";
import type { EmptyState, GradientTransformation, ScalarOrSchedule } from "../transformation.ts";
import { addDecayedWeights } from "../transforms/weight-decay.ts";

/** The constants of {@link adamw}. */
export interface AdamWOptions extends AdamOptions {
  /** How much of each parameter is subtracted per step, times the learning rate; default 1e-4. */
  readonly weightDecay?: number;
  /** A prefix tree of booleans, or a function of the parameters that makes one: which leaves decay. Default all. */
  readonly mask?: unknown;
}

const readers: OptionReaders<AdamWOptions> = { ...adamReaders, ...numbers("weightDecay"), mask: anyOption() };

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019): the decay is added after Adam's rescaling and multiplied by
 * the learning rate.
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link AdamWOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { adamw, applyUpdates } from "@proj/optim";
 * const optimiser = adamw(0.1, { weightDecay: 0.5 });
 * const params = array([2]);
 * const [updates] = optimiser.update(array([10]), optimiser.init(params), params);
 * applyUpdates(params, updates).toList(); // ≈ [1.8]
 * ```
 */
export function adamw(
  learningRate: ScalarOrSchedule,
  options?: AdamWOptions,
): GradientTransformation<readonly [AdamState, EmptyState, EmptyState | CountState]> {
  const rate = readArgument("adamw", "learningRate", learningRate, scalarOrScheduleOption);
  const { weightDecay = 1e-4, mask, ...adam } = readOptions("adamw", options, readers);
  return chain(scaleByAdam(adam), addDecayedWeights(weightDecay, mask), scaleByLearningRate(rate));
}
