import { readOptions, type OptionReaders } from "@proj/array/core";
import { mapArrays, zerosLike } from "../arrays.ts";
import { increment, noSteps, scalars, type Scalar } from "../hyperparameters.ts";
import { infinityMoment, moment, unbiased } from "../moments.ts";
import type { GradientTransformation } from "../transformation.ts";
import type { AdamState } from "./scale-by-adam.ts";

/** The constants of {@link scaleByAdamax}. */
export interface AdamaxOptions {
  /** Decay of the mean of gradients; default 0.9. */
  readonly b1?: Scalar;
  /** Decay of the largest gradient; default 0.999. */
  readonly b2?: Scalar;
  /** Added to the size of gradients, against division by zero; default 1e-8. */
  readonly eps?: Scalar;
}

/** How each of the {@link AdamaxOptions} is read. */
export const adamaxReaders: OptionReaders<AdamaxOptions> = scalars("b1", "b2", "eps");

/**
 * Adam with the decaying maximum of gradients in the place of the mean of squares (Kingma & Ba 2015, Algorithm 2).
 *
 * @param options - see {@link AdamaxOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByAdamax } from "@proj/optim";
 * const { init, update } = scaleByAdamax();
 * const gradient = array([100, -0.01]);
 * update(gradient, init(gradient))[0].toList(); // ≈ [1, -1]
 * ```
 */
export function scaleByAdamax(options?: AdamaxOptions): GradientTransformation<AdamState> {
  const { b1 = 0.9, b2 = 0.999, eps = 1e-8 } = readOptions("scaleByAdamax", options, adamaxReaders);
  return {
    init: (params) => ({ count: noSteps(), mu: zerosLike(params), nu: zerosLike(params) }),
    update(updates, state) {
      const count = increment(state.count);
      const mu = moment("scaleByAdamax", updates, { mu: state.mu }, b1, 1);
      const nu = infinityMoment("scaleByAdamax", updates, { nu: state.nu }, b2, eps);
      const muHat = unbiased("scaleByAdamax", mu, b1, count);
      return [mapArrays("scaleByAdamax", (_, m, v) => m.div(v), updates, { muHat, nu }), { count, mu, nu }];
    },
  };
}
