import { sqrt } from "@proj/array";
import { booleanOption, readOptions, type OptionReaders } from "@proj/array/core";
import { beside, mapArrays, mapToState, zerosLike } from "../arrays.ts";
import { increment, noSteps, scalars, type Scalar } from "../hyperparameters.ts";
import { moment, momentPerElement, nesterovMean, unbiased } from "../moments.ts";
import type { GradientTransformation } from "../transformation.ts";
import type { AdamState } from "./scale-by-adam.ts";

/** The constants of {@link scaleByBelief}. */
export interface BeliefOptions {
  /** Decay of the mean of gradients; default 0.9. */
  readonly b1?: Scalar;
  /** Decay of the mean of squared surprises; default 0.999. */
  readonly b2?: Scalar;
  /** Added to the root; default 1e-16. */
  readonly eps?: Scalar;
  /** Added to the mean of squared surprises at every step; default 1e-16. */
  readonly epsRoot?: Scalar;
  /** Nesterov's look-ahead; default false. */
  readonly nesterov?: boolean;
}

/** How each of the {@link BeliefOptions} is read. */
export const beliefReaders: OptionReaders<BeliefOptions> = {
  ...scalars("b1", "b2", "eps", "epsRoot"),
  nesterov: booleanOption,
};

/**
 * Adam with the mean of squared deviations from the running mean: steps are large where gradients are as expected (Zhuang et al. 2020).
 *
 * @param options - see {@link BeliefOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByBelief } from "@proj/optim";
 * const { init, update } = scaleByBelief();
 * const gradient = array([100, -0.01]);
 * update(gradient, init(gradient))[0].toList(); // ≈ [1.1111, -1.1111]
 * ```
 */
export function scaleByBelief(options?: BeliefOptions): GradientTransformation<AdamState> {
  const read = readOptions("scaleByBelief", options, beliefReaders);
  const { b1 = 0.9, b2 = 0.999, eps = 1e-16, epsRoot = 1e-16, nesterov = false } = read;
  return {
    init: (params) => ({ count: noSteps(), mu: zerosLike(params), nu: zerosLike(params) }),
    update(updates, state) {
      const count = increment(state.count);
      const mu = moment("scaleByBelief", updates, { mu: state.mu }, b1, 1);
      const surprise = mapToState("scaleByBelief", (g, m) => g.sub(m), updates, { mu });
      const spread = momentPerElement("scaleByBelief", surprise, { nu: state.nu }, b2, 2);
      const nu = mapToState("scaleByBelief", (v) => v.add(beside(epsRoot, v)), spread);
      const muHat = nesterov
        ? nesterovMean("scaleByBelief", updates, { mu }, b1, [count, increment(count)])
        : unbiased("scaleByBelief", mu, b1, count);
      const nuHat = unbiased("scaleByBelief", nu, b2, count);
      const step = mapArrays("scaleByBelief", (_, m, v) => m.div(sqrt(v).add(beside(eps, v))), updates, {
        muHat,
        nuHat,
      });
      return [step, { count, mu, nu }];
    },
  };
}
