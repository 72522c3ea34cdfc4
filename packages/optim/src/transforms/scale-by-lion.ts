import { sign, tanh, where, type DType, type NDArray } from "@proj/array";
import { choiceOption, readOptions, type OptionReaders } from "@proj/array/core";
import { beside, mapArrays, zerosLike } from "../arrays.ts";
import { accumulatorOption, increment, noSteps, scalars, type Scalar } from "../hyperparameters.ts";
import { mix, moment } from "../moments.ts";
import type { ArrayTree, CountState, GradientTransformation } from "../transformation.ts";
import { inAccumulator } from "./scale-by-adam.ts";

/** The running mean of gradients, a tree like the parameters. */
export interface LionState extends CountState {
  readonly mu: ArrayTree;
}

/** How a mean becomes a step: its sign, a smooth sign, or the mean itself where it is below 1. */
export type LionMode = "hard" | "smooth" | "refined";

/** The constants of {@link scaleByLion}. */
export interface LionOptions {
  /** How much of the mean goes into the step; default 0.9. */
  readonly b1?: Scalar;
  /** Decay of the mean; default 0.99. */
  readonly b2?: Scalar;
  /** The dtype in which the mean is kept; default that of the parameters. */
  readonly muDtype?: DType | null;
  /** Default `"hard"`: the sign. */
  readonly mode?: LionMode;
  /** The slope of the smooth sign; default 1. */
  readonly smoothBeta?: Scalar;
}

/** How each of the {@link LionOptions} is read. */
export const lionReaders: OptionReaders<LionOptions> = {
  ...scalars("b1", "b2", "smoothBeta"),
  muDtype: accumulatorOption,
  mode: choiceOption("hard", "smooth", "refined"),
};

const steps: { readonly [M in LionMode]: (x: NDArray, beta: Scalar) => NDArray } = {
  hard: (x) => sign(x),
  smooth: (x, beta) => tanh(x.mul(beside(beta, x))),
  refined: (x) => where(x.abs().lt(1), x, sign(x)),
};

/**
 * The sign of a mean of the gradient and its running mean (Chen et al. 2023).
 *
 * @param options - see {@link LionOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByLion } from "@proj/optim";
 * const { init, update } = scaleByLion();
 * const gradient = array([100, -0.01]);
 * update(gradient, init(gradient))[0].toList(); // → [1, -1]
 * ```
 */
export function scaleByLion(options?: LionOptions): GradientTransformation<LionState> {
  const read = readOptions("scaleByLion", options, lionReaders);
  const { b1 = 0.9, b2 = 0.99, muDtype, mode = "hard", smoothBeta = 1 } = read;
  return {
    init: (params) => ({ count: noSteps(), mu: zerosLike(params, muDtype) }),
    update(updates, state) {
      const step = mapArrays("scaleByLion", (g, m) => steps[mode](mix(b1, m, g), smoothBeta), updates, {
        mu: state.mu,
      });
      const mu = moment("scaleByLion", updates, { mu: state.mu }, b2, 1);
      return [step, { count: increment(state.count), mu: inAccumulator(mu, muDtype) }];
    },
  };
}
