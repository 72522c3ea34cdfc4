import { where } from "@proj/array";
import { rsqrt } from "@proj/array/lax";
import { readOptions, type OptionReaders } from "@proj/array/core";
import { absSquare, beside, fullLike, mapArrays, mapToState } from "../arrays.ts";
import { scalars, type Scalar } from "../hyperparameters.ts";
import type { ArrayTree, GradientTransformation } from "../transformation.ts";

/** The sum of all squared gradients so far. */
export interface RssState {
  readonly sumOfSquares: ArrayTree;
}

/** The constants of {@link scaleByRss}. */
export interface RssOptions {
  /** What the sum begins with; default 0.1. */
  readonly initialAccumulatorValue?: Scalar;
  /** Added under the root; default 1e-7. */
  readonly eps?: Scalar;
}

/** How each of the {@link RssOptions} is read. */
export const rssReaders: OptionReaders<RssOptions> = scalars("initialAccumulatorValue", "eps");

/**
 * Divides gradients by the root of the sum of all their squares so far (Duchi et al. 2011).
 *
 * @param options - see {@link RssOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByRss } from "@proj/optim";
 * const { init, update } = scaleByRss({ initialAccumulatorValue: 9 });
 * const gradient = array([4]);
 * update(gradient, init(gradient))[0].toList(); // ≈ [0.8]
 * ```
 */
export function scaleByRss(options?: RssOptions): GradientTransformation<RssState> {
  const { initialAccumulatorValue = 0.1, eps = 1e-7 } = readOptions("scaleByRss", options, rssReaders);
  return {
    init: (params) => ({ sumOfSquares: fullLike(params, initialAccumulatorValue) }),
    update(updates, state) {
      const sumOfSquares = mapToState("scaleByRss", (g, t) => absSquare(g).add(t), updates, {
        sumOfSquares: state.sumOfSquares,
      });
      const step = mapArrays("scaleByRss", (g, t) => where(t.gt(0), rsqrt(t.add(beside(eps, t))), 0).mul(g), updates, {
        sumOfSquares,
      });
      return [step, { sumOfSquares }];
    },
  };
}
