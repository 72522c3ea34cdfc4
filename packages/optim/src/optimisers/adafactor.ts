import type { DType } from "@proj/array";
import {
  anyOption,
  booleanOption,
  dtypeOption,
  integerOption,
  nullableOption,
  readArgument,
  readOptions,
  type OptionReaders,
} from "@proj/array/core";
import { scalarOption, scalarOrScheduleOption, scalars, type Scalar } from "../hyperparameters.ts";
import {
  identity,
  type EmptyState,
  type GradientTransformation,
  type ScalarOrSchedule,
  type ScheduledState,
} from "../transformation.ts";
import { clipByBlockRms } from "../transforms/clip.ts";
import { ema, type EmaState } from "../transforms/ema.ts";
import type { Mask } from "../transforms/mask.ts";
import { scaleByFactoredRms, type FactoredState } from "../transforms/scale-by-factored-rms.ts";
import { scaleByParamBlockRms } from "../transforms/scale-by-trust-ratio.ts";
import { scale, scaleByLearningRate } from "../transforms/scale.ts";
import { addDecayedWeights } from "../transforms/weight-decay.ts";
import { chain } from "../wrappers/chain.ts";

/** The constants of {@link adafactor}. */
export interface AdafactorOptions {
  /** The shortest second-longest axis at which an array is factored; default 128. */
  readonly minDimSizeToFactor?: number;
  /** The exponent of the decay 1 - t^-decayRate; default 0.8. */
  readonly decayRate?: Scalar;
  /** Steps that are taken off the count; default 0. */
  readonly decayOffset?: Scalar;
  /** Whether steps are parts of the root mean square of parameters; default true. */
  readonly multiplyByParameterScale?: boolean;
  /** The largest root mean square of an array of updates; default 1, `null` for none. */
  readonly clippingThreshold?: Scalar | null;
  /** Decay of the momentum; by default there is none. */
  readonly momentum?: Scalar | null;
  /** The dtype of the momentum; default float32. */
  readonly dtypeMomentum?: DType;
  /** How much of each parameter is subtracted; by default nothing. */
  readonly weightDecayRate?: ScalarOrSchedule | null;
  /** Added to squares; default 1e-30. */
  readonly eps?: Scalar;
  /** Whether large matrices are factored; default true. */
  readonly factored?: boolean;
  /** Which leaves decay; default all. */
  readonly weightDecayMask?: Mask;
}

const readers: OptionReaders<AdafactorOptions> = {
  ...scalars("decayRate", "decayOffset", "eps"),
  minDimSizeToFactor: integerOption(0),
  multiplyByParameterScale: booleanOption,
  clippingThreshold: nullableOption(scalarOption),
  momentum: nullableOption(scalarOption),
  dtypeMomentum: dtypeOption,
  weightDecayRate: nullableOption(scalarOrScheduleOption),
  factored: booleanOption,
  weightDecayMask: anyOption<Mask>(),
};

/**
 * Adafactor: Adam with little memory, for large models (Shazeer & Stern 2018). Steps are parts of the size of parameters.
 *
 * @param learningRate - a number, a scalar or a schedule; by default there is none.
 * @param options - see {@link AdafactorOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { adafactor } from "@proj/optim";
 * const { init, update } = adafactor(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.1581, 0.1581]
 * ```
 */
export function adafactor(
  learningRate: ScalarOrSchedule | null = null,
  options?: AdafactorOptions,
): GradientTransformation<
  readonly [FactoredState, EmptyState, ScheduledState, EmptyState, EmptyState | EmaState, ScheduledState, EmptyState]
> {
  const rate = readArgument("adafactor", "learningRate", learningRate, nullableOption(scalarOrScheduleOption));
  const read = readOptions("adafactor", options, readers);
  const { minDimSizeToFactor = 128, decayRate = 0.8, decayOffset = 0, eps = 1e-30, factored = true } = read;
  const { multiplyByParameterScale = true, clippingThreshold = 1, weightDecayRate = null, weightDecayMask } = read;
  const { momentum = null, dtypeMomentum: accumulatorDtype = "float32" } = read;
  return chain(
    scaleByFactoredRms({ factored, decayRate, stepOffset: decayOffset, minDimSizeToFactor, epsilon: eps }),
    clippingThreshold === null ? identity() : clipByBlockRms(clippingThreshold),
    scaleByLearningRate(rate, { flipSign: false }),
    multiplyByParameterScale ? scaleByParamBlockRms() : identity(),
    momentum === null ? identity() : ema(momentum, { debias: false, accumulatorDtype }),
    weightDecayRate === null ? identity() : addDecayedWeights(weightDecayRate, weightDecayMask),
    scale(-1),
  );
}
