import { sqrt } from "@proj/array";
import { readOptions, type OptionReaders } from "@proj/array/core";
import { beside, mapArrays, zerosLike } from "../arrays.ts";
import { scalars, type Scalar } from "../hyperparameters.ts";
import { moment } from "../moments.ts";
import type { ArrayTree, GradientTransformation } from "../transformation.ts";

/** The running means of squared gradients and of squared updates. */
export interface AdadeltaState {
  readonly eG: ArrayTree;
  readonly eX: ArrayTree;
}

/** The constants of {@link scaleByAdadelta}. */
export interface AdadeltaOptions {
  /** Decay of both means; default 0.9. */
  readonly rho?: Scalar;
  /** Added under both roots; default 1e-6. */
  readonly eps?: Scalar;
}

/** How each of the {@link AdadeltaOptions} is read. */
export const adadeltaReaders: OptionReaders<AdadeltaOptions> = scalars("rho", "eps");

/**
 * Multiplies gradients by the ratio of the sizes of past updates and past gradients (Zeiler 2012).
 *
 * @param options - see {@link AdadeltaOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByAdadelta } from "@proj/optim";
 * const { init, update } = scaleByAdadelta();
 * const gradient = array([4]);
 * update(gradient, init(gradient))[0].toList(); // ≈ [0.003162]
 * ```
 */
export function scaleByAdadelta(options?: AdadeltaOptions): GradientTransformation<AdadeltaState> {
  const { rho = 0.9, eps = 1e-6 } = readOptions("scaleByAdadelta", options, adadeltaReaders);
  return {
    init: (params) => ({ eG: zerosLike(params), eX: zerosLike(params) }),
    update(updates, state) {
      const eG = moment("scaleByAdadelta", updates, { eG: state.eG }, rho, 2);
      const step = mapArrays(
        "scaleByAdadelta",
        (g, square, past) =>
          sqrt(past.add(beside(eps, past)))
            .div(sqrt(square.add(beside(eps, square))))
            .mul(g),
        updates,
        { eG, eX: state.eX },
      );
      return [step, { eG, eX: moment("scaleByAdadelta", step, { eX: state.eX }, rho, 2) }];
    },
  };
}
