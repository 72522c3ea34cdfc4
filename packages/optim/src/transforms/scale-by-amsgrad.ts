import { maximum, type DType } from "@proj/array";
import { booleanOption, readOptions, type OptionReaders } from "@proj/array/core";
import { mapArrays, mapToState, zerosLike } from "../arrays.ts";
import { accumulatorOption, increment, noSteps, scalars, type Scalar } from "../hyperparameters.ts";
import { moment, momentPerElement, unbiased } from "../moments.ts";
import type { ArrayTree, GradientTransformation } from "../transformation.ts";
import { inAccumulator, rootPlus, type AdamState } from "./scale-by-adam.ts";

/** Adam's moments, and the largest mean of squares so far. */
export interface AmsgradState extends AdamState {
  readonly nuMax: ArrayTree;
}

/** The constants of {@link scaleByAmsgrad}. */
export interface AmsgradOptions {
  /** Decay of the mean of gradients; default 0.9. */
  readonly b1?: Scalar;
  /** Decay of the mean of squared gradients; default 0.999. */
  readonly b2?: Scalar;
  /** Added to the root; default 1e-8. */
  readonly eps?: Scalar;
  /** Added under the root; default 0. */
  readonly epsRoot?: Scalar;
  /** The dtype in which the mean of gradients is kept; default that of the parameters. */
  readonly muDtype?: DType | null;
  /** Whether the mean of gradients is freed from its zeros at the beginning; default true. */
  readonly biasCorrectionMu?: boolean;
  /** Whether the mean of squares is; default true. */
  readonly biasCorrectionNu?: boolean;
}

/** How each of the {@link AmsgradOptions} is read. */
export const amsgradReaders: OptionReaders<AmsgradOptions> = {
  ...scalars("b1", "b2", "eps", "epsRoot"),
  muDtype: accumulatorOption,
  biasCorrectionMu: booleanOption,
  biasCorrectionNu: booleanOption,
};

/**
 * Adam with the largest mean of squares so far in the place of the current one, so that steps never grow (Reddi et al. 2018).
 *
 * @param options - see {@link AmsgradOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByAmsgrad } from "@proj/optim";
 * const { init, update } = scaleByAmsgrad();
 * const gradient = array([100, -0.01]);
 * update(gradient, init(gradient))[0].toList(); // ≈ [1, -1]
 * ```
 */
export function scaleByAmsgrad(options?: AmsgradOptions): GradientTransformation<AmsgradState> {
  const read = readOptions("scaleByAmsgrad", options, amsgradReaders);
  const {
    b1 = 0.9,
    b2 = 0.999,
    eps = 1e-8,
    epsRoot = 0,
    muDtype,
    biasCorrectionMu = true,
    biasCorrectionNu = true,
  } = read;
  return {
    init: (params) => ({
      count: noSteps(),
      mu: zerosLike(params, muDtype),
      nu: zerosLike(params),
      nuMax: zerosLike(params),
    }),
    update(updates, state) {
      const count = increment(state.count);
      const mu = moment("scaleByAmsgrad", updates, { mu: state.mu }, b1, 1);
      const nu = momentPerElement("scaleByAmsgrad", updates, { nu: state.nu }, b2, 2);
      const muHat = biasCorrectionMu ? unbiased("scaleByAmsgrad", mu, b1, count) : mu;
      const nuHat = biasCorrectionNu ? unbiased("scaleByAmsgrad", nu, b2, count) : nu;
      const nuMax = mapToState("scaleByAmsgrad", (v, old) => maximum(old, v), nuHat, { nuMax: state.nuMax });
      const step = mapArrays("scaleByAmsgrad", (_, m, v) => m.div(rootPlus(v, eps, epsRoot)), updates, {
        muHat,
        nuMax,
      });
      return [step, { count, mu: inAccumulator(mu, muDtype), nu, nuMax }];
    },
  };
}
