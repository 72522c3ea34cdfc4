import { where, type NDArray } from "@proj/array";
import { readOptions, scalar, type OptionReaders } from "@proj/array/core";
import { arraysOf, beside, mapArrays, zerosLike } from "../arrays.ts";
import { plus, scalars, type Scalar } from "../hyperparameters.ts";
import type { ArrayTree, GradientTransformation } from "../transformation.ts";

/** The last gradient, and whether there was none yet. */
export interface OptimisticGradientState {
  readonly isInitialStep: NDArray;
  readonly previousGradient: ArrayTree;
}

/** The constants of {@link scaleByOptimisticGradient}. */
export interface OptimisticGradientOptions {
  /** The weight of the gradient; default 1. */
  readonly alpha?: Scalar;
  /** The weight of the difference from the last gradient; default 1. */
  readonly beta?: Scalar;
}

/** How each of the {@link OptimisticGradientOptions} is read. */
export const optimisticReaders: OptionReaders<OptimisticGradientOptions> = scalars("alpha", "beta");

/**
 * (alpha + beta) g - beta g', with the gradient g' of the step before: for games, where plain descent circles (Mokhtari et al. 2019).
 *
 * @param options - see {@link OptimisticGradientOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByOptimisticGradient } from "@proj/optim";
 * const { init, update } = scaleByOptimisticGradient();
 * const [, state] = update(array([1]), init(array([0])));
 * update(array([3]), state)[0].toList(); // → [5]
 * ```
 */
export function scaleByOptimisticGradient(
  options?: OptimisticGradientOptions,
): GradientTransformation<OptimisticGradientState> {
  const { alpha = 1, beta = 1 } = readOptions("scaleByOptimisticGradient", options, optimisticReaders);
  return {
    init: (params) => ({ isInitialStep: scalar(1, "bool"), previousGradient: zerosLike(params) }),
    update(updates, { isInitialStep, previousGradient }) {
      const step = mapArrays(
        "scaleByOptimisticGradient",
        (g, old) => {
          const last = where(isInitialStep, g, old);
          return g.mul(beside(plus(alpha, beta), g)).sub(last.mul(beside(beta, last)));
        },
        updates,
        { previousGradient },
      );
      return [step, { isInitialStep: scalar(0, "bool"), previousGradient: arraysOf(updates) }];
    },
  };
}
