import { readArgument, readOptions, booleanOption, type OptionReaders } from "@proj/array/core";
import { scalarOrScheduleOption, scalars, type Scalar } from "../hyperparameters.ts";
import {
  identity,
  type GradientTransformation,
  type ScalarOrSchedule,
  type ScheduledState,
} from "../transformation.ts";
import { rmsReaders, scaleByRms, scaleByStddev, type RmsOptions, type RmsState } from "../transforms/scale-by-rms.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { trace } from "../transforms/trace.ts";
import { chain } from "../wrappers/chain.ts";
import type { MomentumState } from "./sgd.ts";

/** The constants of {@link rmsprop}. */
export interface RmspropOptions extends RmsOptions {
  /** Whether the square of the mean is subtracted from the mean of squares; default false. */
  readonly centered?: boolean;
  /** Decay of the momentum; by default there is none. */
  readonly momentum?: Scalar;
  /** Nesterov's look-ahead; default false. */
  readonly nesterov?: boolean;
}

const readers: OptionReaders<RmspropOptions> = {
  ...rmsReaders,
  ...scalars("momentum"),
  centered: booleanOption,
  nesterov: booleanOption,
};

/**
 * RMSProp: gradients over the root of the running mean of their squares (Hinton 2012), or over their standard deviation if
 * `centered` (Graves 2013). Momentum comes behind the learning rate.
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link RmspropOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { rmsprop } from "@proj/optim";
 * const { init, update } = rmsprop(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.3162, 0.3162]
 * ```
 */
export function rmsprop(
  learningRate: ScalarOrSchedule,
  options?: RmspropOptions,
): GradientTransformation<readonly [RmsState, ScheduledState, MomentumState]> {
  const rate = readArgument("rmsprop", "learningRate", learningRate, scalarOrScheduleOption);
  const { centered = false, momentum, nesterov = false, ...constants } = readOptions("rmsprop", options, readers);
  // Nothing but the scaling itself reads which means its state has.
  const scaling: GradientTransformation<RmsState> = centered ? scaleByStddev(constants) : scaleByRms(constants);
  const memory = momentum === undefined ? identity() : trace(momentum, { nesterov });
  return chain(scaling, scaleByLearningRate(rate), memory);
}
