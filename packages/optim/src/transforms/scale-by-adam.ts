import { sqrt, type NDArray } from "@proj/array";
import { booleanOption, convert, readOptions, scalar, type OptionReaders } from "@proj/array/core";
import { mapArrays, zerosLike } from "../arrays.ts";
import { increment, numbers, perDType } from "../hyperparameters.ts";
import type { GradientTransformation } from "../transformation.ts";

/** The running moments of Adam: trees like the parameters. */
export interface AdamState {
  readonly count: NDArray;
  /** Mean of gradients. */
  readonly mu: unknown;
  /** Mean of squared gradients. */
  readonly nu: unknown;
}

/** The constants of {@link scaleByAdam}. */
export interface AdamOptions {
  /** Decay of the mean of gradients; default 0.9. */
  readonly b1?: number;
  /** Decay of the mean of squared gradients; default 0.999. */
  readonly b2?: number;
  /** Added to the root, against division by zero; default 1e-8. */
  readonly eps?: number;
  /** Added under the root, for derivatives through the optimiser; default 0. */
  readonly epsRoot?: number;
  /** Nesterov's look-ahead for the mean (NAdam); default false. */
  readonly nesterov?: boolean;
}

/** How each of the {@link AdamOptions} is read. */
export const adamReaders: OptionReaders<AdamOptions> = {
  ...numbers("b1", "b2", "eps", "epsRoot"),
  nesterov: booleanOption,
};

/** The correction 1 - decay^t of a mean that began at zero. */
const bias = (decay: number, count: NDArray): ((update: NDArray) => NDArray) => {
  const correction = perDType((dtype) => scalar(1, dtype).sub(scalar(decay, dtype).pow(convert(count, dtype))));
  return (update) => convert(correction(update), update.dtype);
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
  const { b1 = 0.9, b2 = 0.999, eps = 1e-8, epsRoot = 0, nesterov = false } = read;
  return {
    init: (params) => ({ count: scalar(0, "int32"), mu: zerosLike(params), nu: zerosLike(params) }),
    update(updates, state) {
      const count = increment(state.count);
      const mu = mapArrays("scaleByAdam", (g, m) => m.mul(b1).add(g.mul(1 - b1)), updates, { mu: state.mu });
      const nu = mapArrays("scaleByAdam", (g, v) => v.mul(b2).add(g.mul(g).mul(1 - b2)), updates, { nu: state.nu });
      const muBias = bias(b1, count);
      const nuBias = bias(b2, count);
      const nextBias = bias(b1, increment(count));
      const step = mapArrays(
        "scaleByAdam",
        (g, m, v) => {
          const mHat = nesterov
            ? m
                .mul(b1)
                .div(nextBias(g))
                .add(g.mul(1 - b1).div(muBias(g)))
            : m.div(muBias(g));
          const vHat = v.div(nuBias(g));
          return mHat.div(sqrt(epsRoot === 0 ? vHat : vHat.add(epsRoot)).add(eps));
        },
        updates,
        { mu, nu },
      );
      return [step, { count, mu, nu }];
    },
  };
}
