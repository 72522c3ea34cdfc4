import { sign } from "@proj/array";
import { readOptions, type OptionReaders } from "@proj/array/core";
import { absSquare, beside, fullLike, mapArrays, mapToState } from "../arrays.ts";
import { increment, noSteps, oneMinus, scalars, type Scalar } from "../hyperparameters.ts";
import { moment, unbiased } from "../moments.ts";
import type { GradientTransformation } from "../transformation.ts";
import { rootPlus, type AdamState } from "./scale-by-adam.ts";

/** The constants of {@link scaleByYogi}. */
export interface YogiOptions {
  /** Decay of the mean of gradients; default 0.9. */
  readonly b1?: Scalar;
  /** Decay of the mean of squared gradients; default 0.999. */
  readonly b2?: Scalar;
  /** Added to the root; default 1e-3. */
  readonly eps?: Scalar;
  /** Added under the root; default 0. */
  readonly epsRoot?: Scalar;
  /** What both means begin with; default 1e-6. */
  readonly initialAccumulatorValue?: Scalar;
}

/** How each of the {@link YogiOptions} is read. */
export const yogiReaders: OptionReaders<YogiOptions> = scalars("b1", "b2", "eps", "epsRoot", "initialAccumulatorValue");

/**
 * Adam whose mean of squares moves by steps of (1 - b2) g², towards g² (Zaheer et al. 2018).
 *
 * @param options - see {@link YogiOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByYogi } from "@proj/optim";
 * const { init, update } = scaleByYogi();
 * const gradient = array([100, -1]);
 * update(gradient, init(gradient))[0].toList(); // ≈ [1, -0.9985]
 * ```
 */
export function scaleByYogi(options?: YogiOptions): GradientTransformation<AdamState> {
  const read = readOptions("scaleByYogi", options, yogiReaders);
  const { b1 = 0.9, b2 = 0.999, eps = 1e-3, epsRoot = 0, initialAccumulatorValue = 1e-6 } = read;
  return {
    init: (params) => ({
      count: noSteps(),
      mu: fullLike(params, initialAccumulatorValue),
      nu: fullLike(params, initialAccumulatorValue),
    }),
    update(updates, state) {
      const count = increment(state.count);
      const mu = moment("scaleByYogi", updates, { mu: state.mu }, b1, 1);
      const nu = mapToState(
        "scaleByYogi",
        (g, v) => {
          const square = absSquare(g);
          return v.sub(
            sign(v.sub(square))
              .mul(beside(oneMinus(b2), square))
              .mul(square),
          );
        },
        updates,
        { nu: state.nu },
      );
      const muHat = unbiased("scaleByYogi", mu, b1, count);
      const nuHat = unbiased("scaleByYogi", nu, b2, count);
      const step = mapArrays("scaleByYogi", (_, m, v) => m.div(rootPlus(v, eps, epsRoot)), updates, { muHat, nuHat });
      return [step, { count, mu, nu }];
    },
  };
}
