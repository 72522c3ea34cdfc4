import { readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { scalarOrScheduleOption, scalars, type Scalar } from "../hyperparameters.ts";
import {
  identity,
  type EmptyState,
  type GradientTransformation,
  type ScalarOrSchedule,
  type ScheduledState,
} from "../transformation.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { trace, traceReaders, type TraceOptions, type TraceState } from "../transforms/trace.ts";
import { chain } from "../wrappers/chain.ts";

/** How {@link sgd} remembers gradients. */
export interface SgdOptions extends TraceOptions {
  /** Decay of the momentum; by default there is none. */
  readonly momentum?: Scalar;
}

/** The state of a momentum that may be left out. */
export type MomentumState = EmptyState | TraceState;

const readers: OptionReaders<SgdOptions> = { ...traceReaders, ...scalars("momentum") };

/**
 * Stochastic gradient descent, p ← p - η g, with momentum if asked for (Sutskever et al. 2013).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link SgdOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { sgd } from "@proj/optim";
 * const { init, update } = sgd(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-1, 0.05]
 * ```
 */
export function sgd(
  learningRate: ScalarOrSchedule,
  options?: SgdOptions,
): GradientTransformation<readonly [MomentumState, ScheduledState]> {
  const rate = readArgument("sgd", "learningRate", learningRate, scalarOrScheduleOption);
  const { momentum, ...memory } = readOptions("sgd", options, readers);
  return chain(momentum === undefined ? identity() : trace(momentum, memory), scaleByLearningRate(rate));
}
