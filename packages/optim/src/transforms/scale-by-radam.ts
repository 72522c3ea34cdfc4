import { sqrt, where, type NDArray } from "@proj/array";
import { booleanOption, convert, readOptions, type OptionReaders } from "@proj/array/core";
import { beside, mapArrays, realDType, zerosLike } from "../arrays.ts";
import {
  increment,
  inDType,
  noSteps,
  oneMinus,
  over,
  perDType,
  plus,
  scalars,
  times,
  type Scalar,
} from "../hyperparameters.ts";
import { moment, momentPerElement, nesterovMean, unbiased } from "../moments.ts";
import type { GradientTransformation } from "../transformation.ts";
import { rootPlus, type AdamState } from "./scale-by-adam.ts";

/** The constants of {@link scaleByRadam}. */
export interface RadamOptions {
  /** Decay of the mean of gradients; default 0.9. */
  readonly b1?: Scalar;
  /** Decay of the mean of squared gradients; default 0.999. */
  readonly b2?: Scalar;
  /** Added to the root; default 1e-8. */
  readonly eps?: Scalar;
  /** Added under the root; default 0. */
  readonly epsRoot?: Scalar;
  /** How many effective samples the mean of squares needs before it rescales; default 5. */
  readonly threshold?: Scalar;
  /** Nesterov's look-ahead; default false. */
  readonly nesterov?: boolean;
}

/** How each of the {@link RadamOptions} is read. */
export const radamReaders: OptionReaders<RadamOptions> = {
  ...scalars("b1", "b2", "eps", "epsRoot", "threshold"),
  nesterov: booleanOption,
};

/**
 * Adam that waits with rescaling until the mean of squares is made of enough gradients, and then begins with small steps (Liu et al. 2020).
 *
 * @param options - see {@link RadamOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByRadam } from "@proj/optim";
 * const { init, update } = scaleByRadam();
 * const gradient = array([100, -0.5]);
 * update(gradient, init(gradient))[0].toList(); // ≈ [100, -0.5]
 * ```
 */
export function scaleByRadam(options?: RadamOptions): GradientTransformation<AdamState> {
  const read = readOptions("scaleByRadam", options, radamReaders);
  const { b1 = 0.9, b2 = 0.999, eps = 1e-8, epsRoot = 0, threshold = 5, nesterov = false } = read;
  const last = plus(over(2, oneMinus(b2)), -1);
  return {
    init: (params) => ({ count: noSteps(), mu: zerosLike(params), nu: zerosLike(params) }),
    update(updates, state) {
      const count = increment(state.count);
      const mu = moment("scaleByRadam", updates, { mu: state.mu }, b1, 1);
      const nu = momentPerElement("scaleByRadam", updates, { nu: state.nu }, b2, 2);
      const muHat = nesterov
        ? nesterovMean("scaleByRadam", updates, { mu }, b1, [count, increment(count)])
        : unbiased("scaleByRadam", mu, b1, count);
      const nuHat = unbiased("scaleByRadam", nu, b2, count);
      const rectification = perDType((dtype): readonly [enough: NDArray, factor: NDArray] => {
        const steps = convert(count, dtype);
        const decayed = inDType(b2, dtype).pow(steps);
        const samples = steps.mul(2).mul(decayed).div(decayed.neg().add(1)).neg().add(beside(last, steps));
        const end = beside(times(plus(last, -4), plus(last, -2)), steps);
        const ratio = samples.sub(4).mul(samples.sub(2)).mul(beside(last, steps)).div(samples.mul(end));
        return [samples.ge(beside(threshold, samples)), sqrt(ratio)];
      });
      const step = mapArrays(
        "scaleByRadam",
        (_, m, v) => {
          const [enough, factor] = rectification(m);
          return where(enough, m.mul(convert(factor, realDType(m))).div(rootPlus(v, eps, epsRoot)), m);
        },
        updates,
        { muHat, nuHat },
      );
      return [step, { count, mu, nu }];
    },
  };
}
