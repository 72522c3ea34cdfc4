import { sqrt, type DType, type NDArray } from "@proj/array";
import { booleanOption, convert, readOptions, type OptionReaders } from "@proj/array/core";
import { beside, mapArrays, mapToState, zerosLike } from "../arrays.ts";
import { accumulatorOption, increment, isNumber, noSteps, scalars, type Scalar } from "../hyperparameters.ts";
import { moment, momentPerElement, nesterovMean, unbiased } from "../moments.ts";
import type { ArrayTree, CountState, GradientTransformation } from "../transformation.ts";

/** The running moments of Adam: trees like the parameters. */
export interface AdamState extends CountState {
  /** Mean of gradients. */
  readonly mu: ArrayTree;
  /** Mean of squared gradients. */
  readonly nu: ArrayTree;
}

/** The constants of {@link scaleByAdam}. */
export interface AdamOptions {
  /** Decay of the mean of gradients; default 0.9. */
  readonly b1?: Scalar;
  /** Decay of the mean of squared gradients; default 0.999. */
  readonly b2?: Scalar;
  /** Added to the root, against division by zero; default 1e-8. */
  readonly eps?: Scalar;
  /** Added under the root, for derivatives through the optimiser; default 0. */
  readonly epsRoot?: Scalar;
  /** The dtype in which the mean of gradients is kept; default that of the parameters. */
  readonly muDtype?: DType | null;
  /** Nesterov's look-ahead for the mean (NAdam); default false. */
  readonly nesterov?: boolean;
}

/** How each of the {@link AdamOptions} is read. */
export const adamReaders: OptionReaders<AdamOptions> = {
  ...scalars("b1", "b2", "eps", "epsRoot"),
  muDtype: accumulatorOption,
  nesterov: booleanOption,
};

/**
 * Rescales gradients by running estimates of their moments (Kingma & Ba 2015, Algorithm 1):
 *
 *     m ← b1 m + (1 - b1) g        m̂ = m / (1 - b1ᵗ)
 *     v ← b2 v + (1 - b2) g²       v̂ = v / (1 - b2ᵗ)
 *     update = m̂ / (√(v̂ + epsRoot) + eps)
 *
 * With `nesterov`, m̂ = b1 m / (1 - b1ᵗ⁺¹) + (1 - b1) g / (1 - b1ᵗ) (Dozat 2016).
 *
 * @param options - see {@link AdamOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByAdam } from "@proj/optim";
 * const { init, update } = scaleByAdam();
 * const gradient = array([100, -0.01]);
 * update(gradient, init(gradient))[0].toList(); // ≈ [1, -1]
 * ```
 */
export function scaleByAdam(options?: AdamOptions): GradientTransformation<AdamState> {
  const read = readOptions("scaleByAdam", options, adamReaders);
  const { b1 = 0.9, b2 = 0.999, eps = 1e-8, epsRoot = 0, muDtype, nesterov = false } = read;
  return {
    init: (params) => ({ count: noSteps(), mu: zerosLike(params, muDtype), nu: zerosLike(params) }),
    update(updates, state) {
      const count = increment(state.count);
      const mu = moment("scaleByAdam", updates, { mu: state.mu }, b1, 1);
      const nu = momentPerElement("scaleByAdam", updates, { nu: state.nu }, b2, 2);
      const muHat = nesterov
        ? nesterovMean("scaleByAdam", updates, { mu }, b1, [count, increment(count)])
        : unbiased("scaleByAdam", mu, b1, count);
      const nuHat = unbiased("scaleByAdam", nu, b2, count);
      const step = mapArrays("scaleByAdam", (_, m, v) => m.div(rootPlus(v, eps, epsRoot)), updates, { muHat, nuHat });
      return [
        step,
        { count, mu: inAccumulator(mu, muDtype), nu: mapToState("scaleByAdam", likeOld, nu, { old: state.nu }) },
      ];
    },
  };
}

const likeOld = (next: NDArray, old?: NDArray): NDArray => convert(next, old!.dtype);

/** √(v + epsRoot) + eps. */
export function rootPlus(v: NDArray, eps: Scalar, epsRoot: Scalar): NDArray {
  return sqrt(isNumber(epsRoot, 0) ? v : v.add(beside(epsRoot, v))).add(beside(eps, v));
}

/** Moments in the dtype in which they are kept. */
export function inAccumulator(moments: ArrayTree, dtype: DType | null | undefined): ArrayTree {
  return mapToState("init", (m) => convert(m, dtype ?? m.dtype), moments);
}
