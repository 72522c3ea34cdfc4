import type { NDArray } from "@proj/array";
import { readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { scalarOrScheduleOption, scalars, type Scalar } from "../hyperparameters.ts";
import { keyOption } from "../keys.ts";
import type { GradientTransformation, ScalarOrSchedule, ScheduledState } from "../transformation.ts";
import { addNoise, type AddNoiseState } from "../transforms/add-noise.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { chain } from "../wrappers/chain.ts";

/** The noise of {@link noisySgd}. */
export interface NoisySgdOptions {
  /** The variance at the first step; default 0.01. */
  readonly eta?: Scalar;
  /** How fast it falls; default 0.55. */
  readonly gamma?: Scalar;
  /** A key, or a seed for one; default 0. */
  readonly key?: NDArray | number;
}

const readers: OptionReaders<NoisySgdOptions> = { ...scalars("eta", "gamma"), key: keyOption };

/**
 * Gradient descent with noise that falls from step to step: {@link addNoise} (Neelakantan et al. 2015).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link NoisySgdOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { noisySgd } from "@proj/optim";
 * const { init, update } = noisySgd(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-1.002, 0.0577]
 * ```
 */
export function noisySgd(
  learningRate: ScalarOrSchedule,
  options?: NoisySgdOptions,
): GradientTransformation<readonly [AddNoiseState, ScheduledState]> {
  const rate = readArgument("noisySgd", "learningRate", learningRate, scalarOrScheduleOption);
  const { eta = 0.01, gamma = 0.55, key = 0 } = readOptions("noisySgd", options, readers);
  return chain(addNoise(eta, gamma, key), scaleByLearningRate(rate));
}
