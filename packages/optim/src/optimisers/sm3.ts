import { readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { minus, scalarOption, scalars, type Scalar } from "../hyperparameters.ts";
import type { EmptyState, GradientTransformation } from "../transformation.ts";
import { scaleBySm3, type Sm3State } from "../transforms/scale-by-sm3.ts";
import { scale } from "../transforms/scale.ts";
import { chain } from "../wrappers/chain.ts";

/** The constants of {@link sm3}. */
export interface Sm3MomentumOptions {
  /** Decay of the mean of updates; default 0.9. */
  readonly momentum?: Scalar;
}

const readers: OptionReaders<Sm3MomentumOptions> = scalars("momentum");

/**
 * SM3: {@link scaleBySm3}, then a step of the learning rate downhill (Anil et al. 2019).
 *
 * @param learningRate - a number or a scalar.
 * @param options - see {@link Sm3MomentumOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { sm3 } from "@proj/optim";
 * const { init, update } = sm3(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [-0.01, 0.01]
 * ```
 */
export function sm3(
  learningRate: Scalar,
  options?: Sm3MomentumOptions,
): GradientTransformation<readonly [Sm3State, EmptyState]> {
  const rate = readArgument("sm3", "learningRate", learningRate, scalarOption);
  const { momentum = 0.9 } = readOptions("sm3", options, readers);
  return chain(scaleBySm3({ b1: momentum }), scale(minus(rate)));
}
