import { booleanOption, readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { numbers, scalarOrScheduleOption } from "../hyperparameters.ts";
import { chain } from "../wrappers/chain.ts";
import { scaleByLearningRate, type CountState } from "../transforms/scale.ts";
import { trace, type TraceState } from "../transforms/trace.ts";
import { identity, type EmptyState, type GradientTransformation, type ScalarOrSchedule } from "../transformation.ts";

/** How {@link sgd} remembers gradients. */
export interface SgdOptions {
  /** Decay of the momentum; by default there is none. */
  readonly momentum?: number;
  /** Nesterov's look-ahead; default false. */
  readonly nesterov?: boolean;
}

const readers: OptionReaders<SgdOptions> = { ...numbers("momentum"), nesterov: booleanOption };

/**
 * Stochastic gradient descent, p ← p - η g, with momentum if asked for (Sutskever et al. 2013).
 *
 * @param learningRate - η: a number, a scalar or a schedule.
 * @param options - `momentum` (default none), `nesterov` (default false).
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { applyUpdates, sgd } from "@proj/optim";
 * const optimiser = sgd(0.1);
 * const params = array([1, 2]);
 * const [updates] = optimiser.update(array([10, 10]), optimiser.init(params));
 * applyUpdates(params, updates).toList(); // ≈ [0, 1]
 * ```
 */
export function sgd(
  learningRate: ScalarOrSchedule,
  options?: SgdOptions,
): GradientTransformation<readonly [EmptyState | TraceState, EmptyState | CountState]> {
  const rate = readArgument("sgd", "learningRate", learningRate, scalarOrScheduleOption);
  const { momentum, nesterov = false } = readOptions("sgd", options, readers);
  const memory: GradientTransformation<EmptyState | TraceState> =
    momentum === undefined
      ? (identity() as GradientTransformation<EmptyState | TraceState>)
      : (trace(momentum, { nesterov }) as GradientTransformation<EmptyState | TraceState>);
  return chain(memory, scaleByLearningRate(rate));
}
