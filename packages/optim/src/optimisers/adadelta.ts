import { readArgument, readOptions, anyOption, nullableOption, type OptionReaders } from "@proj/array/core";
import { scalarOrScheduleOption } from "../hyperparameters.ts";
import type { GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import type { Mask } from "../transforms/mask.ts";
import {
  adadeltaReaders,
  scaleByAdadelta,
  type AdadeltaOptions,
  type AdadeltaState,
} from "../transforms/scale-by-adadelta.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { addDecayedWeights } from "../transforms/weight-decay.ts";
import { chain } from "../wrappers/chain.ts";

/** The constants of {@link adadelta}. */
export interface AdadeltaDecayOptions extends AdadeltaOptions {
  /** How much of each parameter is added to the gradients; default 0. */
  readonly weightDecay?: ScalarOrSchedule;
  /** Which leaves decay; default all. */
  readonly weightDecayMask?: Mask;
}

const readers: OptionReaders<AdadeltaDecayOptions> = {
  ...adadeltaReaders,
  weightDecay: scalarOrScheduleOption,
  weightDecayMask: anyOption<Mask>(),
};

/**
 * AdaDelta: {@link scaleByAdadelta}, then a step of the learning rate downhill (Zeiler 2012).
 *
 * @param learningRate - a number, a scalar or a schedule; by default there is none, and steps go uphill, as in Optax.
 * @param options - see {@link AdadeltaDecayOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { adadelta } from "@proj/optim";
 * const { init, update } = adadelta(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.0003162, 0.0003162]
 * ```
 */
export function adadelta(
  learningRate: ScalarOrSchedule | null = null,
  options?: AdadeltaDecayOptions,
): GradientTransformation<readonly [ScheduledState, AdadeltaState, ScheduledState]> {
  const rate = readArgument("adadelta", "learningRate", learningRate, nullableOption(scalarOrScheduleOption));
  const { weightDecay = 0, weightDecayMask, ...constants } = readOptions("adadelta", options, readers);
  return chain(addDecayedWeights(weightDecay, weightDecayMask), scaleByAdadelta(constants), scaleByLearningRate(rate));
}
