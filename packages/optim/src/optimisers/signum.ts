import type { DType } from "@proj/array";
import { readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { accumulatorOption, scalarOrScheduleOption, scalars, type Scalar } from "../hyperparameters.ts";
import type { EmptyState, GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import { ema, type EmaState } from "../transforms/ema.ts";
import { scaleBySign } from "../transforms/scale-by-sign.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { chain } from "../wrappers/chain.ts";

/** The constants of {@link signum}. */
export interface SignumOptions {
  /** Decay of the mean; default 0.9. */
  readonly beta?: Scalar;
  /** The dtype in which the mean is kept; default that of the parameters. */
  readonly accumulatorDtype?: DType | null;
}

const readers: OptionReaders<SignumOptions> = { ...scalars("beta"), accumulatorDtype: accumulatorOption };

/**
 * The sign of the running mean of gradients times the learning rate (Bernstein et al. 2018).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link SignumOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { signum } from "@proj/optim";
 * const { init, update } = signum(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.1, 0.1]
 * ```
 */
export function signum(
  learningRate: ScalarOrSchedule,
  options?: SignumOptions,
): GradientTransformation<readonly [EmaState, EmptyState, ScheduledState]> {
  const rate = readArgument("signum", "learningRate", learningRate, scalarOrScheduleOption);
  const { beta = 0.9, accumulatorDtype = null } = readOptions("signum", options, readers);
  return chain(ema(beta, { debias: false, accumulatorDtype }), scaleBySign(), scaleByLearningRate(rate));
}
