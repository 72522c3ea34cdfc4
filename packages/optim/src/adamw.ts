import { scaleByAdam, type AdamOptions, type AdamState } from "./adam.ts";
import { chain } from "./chain.ts";
import { scaleByLearningRate, type CountState } from "./scale.ts";
import type { EmptyState, GradientTransformation, ScalarOrSchedule } from "./transformation.ts";
import { addDecayedWeights } from "./weight-decay.ts";

/** The constants of {@link adamw}. */
export interface AdamWOptions extends AdamOptions {
  /** How much of each parameter is subtracted per step, times the learning rate; default 1e-4. */
  readonly weightDecay?: number;
  /** A prefix tree of booleans, or a function of the parameters that makes one: which leaves decay. Default all. */
  readonly mask?: unknown;
}

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019): the decay is added after Adam's rescaling and multiplied by
 * the learning rate.
 *
 * @param learningRate - a number, a scalar or a schedule.
 */
export function adamw(
  learningRate: ScalarOrSchedule,
  { weightDecay = 1e-4, mask, ...options }: AdamWOptions = {},
): GradientTransformation<readonly [AdamState, EmptyState, EmptyState | CountState]> {
  return chain(scaleByAdam(options), addDecayedWeights(weightDecay, mask), scaleByLearningRate(learningRate));
}
