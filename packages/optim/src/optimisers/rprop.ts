import { readArgument, readOptions } from "@proj/array/core";
import { scalarOption, type Scalar } from "../hyperparameters.ts";
import type { EmptyState, GradientTransformation } from "../transformation.ts";
import { rpropReaders, scaleByRprop, type RpropOptions, type RpropState } from "../transforms/scale-by-rprop.ts";
import { scale } from "../transforms/scale.ts";
import { chain } from "../wrappers/chain.ts";

/**
 * Rprop: {@link scaleByRprop} downhill (Riedmiller & Braun 1993).
 *
 * @param learningRate - the first size of each step; a number or a scalar.
 * @param options - see {@link RpropOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { rprop } from "@proj/optim";
 * const { init, update } = rprop(0.1);
 * const params = array([2, 1]);
 * update(array([10, -0.5]), init(params), params)[0].toList(); // ≈ [0, 0]
 * ```
 */
export function rprop(
  learningRate: Scalar,
  options?: RpropOptions,
): GradientTransformation<readonly [RpropState, EmptyState]> {
  const rate = readArgument("rprop", "learningRate", learningRate, scalarOption);
  return chain(scaleByRprop(rate, readOptions("rprop", options, rpropReaders)), scale(-1));
}
