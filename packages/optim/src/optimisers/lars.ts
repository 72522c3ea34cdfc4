import { readArgument, readOptions, anyOption, booleanOption, type OptionReaders } from "@proj/array/core";
import { scalarOrScheduleOption, scalars, type Scalar } from "../hyperparameters.ts";
import type { EmptyState, GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import type { Mask } from "../transforms/mask.ts";
import { scaleByTrustRatio } from "../transforms/scale-by-trust-ratio.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { trace, type TraceState } from "../transforms/trace.ts";
import { addDecayedWeights } from "../transforms/weight-decay.ts";
import { chain } from "../wrappers/chain.ts";
import { masked, type MaskedState } from "../wrappers/masked.ts";

/** The constants of {@link lars}. */
export interface LarsOptions {
  /** How much of each parameter is added to the gradients; default 0. */
  readonly weightDecay?: ScalarOrSchedule;
  /** Which leaves decay; default all. */
  readonly weightDecayMask?: Mask;
  /** The part of the norm of parameters; default 1e-3. */
  readonly trustCoefficient?: Scalar;
  /** Added to the norm of updates; default 0. */
  readonly eps?: Scalar;
  /** Which leaves step by the norm of their parameters; default all. */
  readonly trustRatioMask?: Mask;
  /** Decay of the momentum; default 0.9. */
  readonly momentum?: Scalar;
  /** Nesterov's look-ahead; default false. */
  readonly nesterov?: boolean;
}

const readers: OptionReaders<LarsOptions> = {
  ...scalars("trustCoefficient", "eps", "momentum"),
  weightDecay: scalarOrScheduleOption,
  weightDecayMask: anyOption<Mask>(),
  trustRatioMask: anyOption<Mask>(),
  nesterov: booleanOption,
};

/**
 * LARS: each layer steps by a part of the norm of its parameters; momentum comes behind the learning rate (You et al. 2017).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link LarsOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { lars } from "@proj/optim";
 * const { init, update } = lars(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.0002233, 1.117e-5]
 * ```
 */
export function lars(
  learningRate: ScalarOrSchedule,
  options?: LarsOptions,
): GradientTransformation<readonly [ScheduledState, MaskedState<EmptyState>, ScheduledState, TraceState]> {
  const rate = readArgument("lars", "learningRate", learningRate, scalarOrScheduleOption);
  const read = readOptions("lars", options, readers);
  const { weightDecay = 0, weightDecayMask = true, trustCoefficient = 1e-3, eps = 0, trustRatioMask = true } = read;
  const { momentum = 0.9, nesterov = false } = read;
  return chain(
    addDecayedWeights(weightDecay, weightDecayMask),
    masked(scaleByTrustRatio({ trustCoefficient, eps }), trustRatioMask),
    scaleByLearningRate(rate),
    trace(momentum, { nesterov }),
  );
}
