import { where, type NDArray } from "@proj/array";
import { readOptions, type OptionReaders } from "@proj/array/core";
import { arraysOf, beside, mapArrays, mapToState, zerosLike } from "../arrays.ts";
import { increment, noSteps, oneMinus, scalars, type Scalar } from "../hyperparameters.ts";
import { moment, momentPerElement, unbiased } from "../moments.ts";
import type { ArrayTree, GradientTransformation } from "../transformation.ts";
import { rootPlus } from "./scale-by-adam.ts";

/** Three running means, the last gradient and the number of steps. */
export interface AdanState {
  /** Mean of gradients. */
  readonly m: ArrayTree;
  /** Mean of differences of gradients. */
  readonly v: ArrayTree;
  /** Mean of squares. */
  readonly n: ArrayTree;
  /** The last gradient. */
  readonly g: ArrayTree;
  readonly t: NDArray;
}

/** The constants of {@link scaleByAdan}. */
export interface AdanOptions {
  /** Decay of the mean of gradients; default 0.98. */
  readonly b1?: Scalar;
  /** Decay of the mean of their differences; default 0.92. */
  readonly b2?: Scalar;
  /** Decay of the mean of squares; default 0.99. */
  readonly b3?: Scalar;
  /** Added to the root; default 1e-8. */
  readonly eps?: Scalar;
  /** Added under the root; default 0. */
  readonly epsRoot?: Scalar;
}

/** How each of the {@link AdanOptions} is read. */
export const adanReaders: OptionReaders<AdanOptions> = scalars("b1", "b2", "b3", "eps", "epsRoot");

/**
 * Adam with Nesterov's look-ahead as a mean of differences of gradients (Xie et al. 2022).
 *
 * @param options - see {@link AdanOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByAdan } from "@proj/optim";
 * const { init, update } = scaleByAdan();
 * const gradient = array([100, -0.01]);
 * update(gradient, init(gradient))[0].toList(); // ≈ [1, -1]
 * ```
 */
export function scaleByAdan(options?: AdanOptions): GradientTransformation<AdanState> {
  const { b1 = 0.98, b2 = 0.92, b3 = 0.99, eps = 1e-8, epsRoot = 0 } = readOptions("scaleByAdan", options, adanReaders);
  const ahead = (x: NDArray, by?: NDArray): NDArray => x.add(by!.mul(beside(oneMinus(b2), by!)));
  return {
    init: (params) => {
      const zeros = zerosLike(params);
      return { m: zeros, v: zeros, n: zeros, g: zeros, t: noSteps() };
    },
    update(updates, state) {
      const first = state.t.eq(0);
      const difference = mapToState("scaleByAdan", (g, old) => where(first, 0, g.sub(old)), updates, { g: state.g });
      const m = moment("scaleByAdan", updates, { m: state.m }, b1, 1);
      const v = moment("scaleByAdan", difference, { v: state.v }, b2, 1);
      const square = mapToState("scaleByAdan", ahead, updates, { difference });
      const n = momentPerElement("scaleByAdan", square, { n: state.n }, b3, 2);
      const t = increment(state.t);
      const step = mapArrays(
        "scaleByAdan",
        (_, mHat, vHat, nHat) => ahead(mHat, vHat).div(rootPlus(nHat, eps, epsRoot)),
        updates,
        {
          m: unbiased("scaleByAdan", m, b1, t),
          v: unbiased("scaleByAdan", v, b2, t),
          n: unbiased("scaleByAdan", n, b3, t),
        },
      );
      return [step, { m, v, n, g: arraysOf(updates), t }];
    },
  };
}
