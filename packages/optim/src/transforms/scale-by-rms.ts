import { rsqrt } from "@proj/array/lax";
import { sqrt, type NDArray } from "@proj/array";
import { booleanOption, readOptions, type OptionReaders } from "@proj/array/core";
import { absSquare, beside, fullLike, mapArrays, zerosLike } from "../arrays.ts";
import { increment, noSteps, scalars, type Scalar } from "../hyperparameters.ts";
import { moment, momentPerElement, unbiased } from "../moments.ts";
import type { ArrayTree, GradientTransformation } from "../transformation.ts";

/** The running mean of squared gradients; with bias correction, the number of steps too. */
export interface RmsState {
  readonly nu: ArrayTree;
  readonly count?: NDArray;
}

/** The running means of gradients and of their squares; with bias correction, the number of steps too. */
export interface StddevState extends RmsState {
  readonly mu: ArrayTree;
}

/** The constants of {@link scaleByRms} and {@link scaleByStddev}. */
export interface RmsOptions {
  /** Decay of the means; default 0.9. */
  readonly decay?: Scalar;
  /** Against division by zero; default 1e-8. */
  readonly eps?: Scalar;
  /** What the mean of squares begins with; default 0. */
  readonly initialScale?: Scalar;
  /** Whether `eps` stands under the root, or is added to it; default true. */
  readonly epsInSqrt?: boolean;
  /** Whether the means are freed from what they began with; default false. */
  readonly biasCorrection?: boolean;
}

/** How each of the {@link RmsOptions} is read. */
export const rmsReaders: OptionReaders<RmsOptions> = {
  ...scalars("decay", "eps", "initialScale"),
  epsInSqrt: booleanOption,
  biasCorrection: booleanOption,
};

/** 1 / √(v + eps), or 1 / (√v + eps). */
function inverseRoot(v: NDArray, eps: Scalar, epsInSqrt: boolean): NDArray {
  return epsInSqrt ? rsqrt(v.add(beside(eps, v))) : sqrt(v).add(beside(eps, v)).pow(-1);
}

/**
 * Divides gradients by the root of the running mean of their squares (Hinton 2012).
 *
 * @param options - see {@link RmsOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByRms } from "@proj/optim";
 * const { init, update } = scaleByRms({ decay: 0.75 });
 * const gradient = array([100, -0.5]);
 * update(gradient, init(gradient))[0].toList(); // ≈ [2, -2]
 * ```
 */
export function scaleByRms(options?: RmsOptions): GradientTransformation<RmsState> {
  const read = readOptions("scaleByRms", options, rmsReaders);
  const { decay = 0.9, eps = 1e-8, initialScale = 0, epsInSqrt = true, biasCorrection = false } = read;
  return {
    init: (params) => ({
      nu: fullLike(params, initialScale),
      ...(biasCorrection ? { count: noSteps() } : {}),
    }),
    update(updates, state) {
      const nu = momentPerElement("scaleByRms", updates, { nu: state.nu }, decay, 2);
      const count = state.count === undefined ? null : increment(state.count);
      const nuHat = count === null ? nu : unbiased("scaleByRms", nu, decay, count);
      const step = mapArrays("scaleByRms", (g, v) => inverseRoot(v, eps, epsInSqrt).mul(g), updates, { nuHat });
      return [step, count === null ? { nu } : { nu, count }];
    },
  };
}

/**
 * Divides gradients by their running standard deviation (Graves 2013).
 *
 * @param options - see {@link RmsOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByStddev } from "@proj/optim";
 * const { init, update } = scaleByStddev({ decay: 0.5 });
 * const gradient = array([100, -0.5]);
 * update(gradient, init(gradient))[0].toList(); // ≈ [2, -2]
 * ```
 */
export function scaleByStddev(options?: RmsOptions): GradientTransformation<StddevState> {
  const read = readOptions("scaleByStddev", options, rmsReaders);
  const { decay = 0.9, eps = 1e-8, initialScale = 0, epsInSqrt = true, biasCorrection = false } = read;
  return {
    init: (params) => ({
      mu: zerosLike(params),
      nu: fullLike(params, initialScale),
      ...(biasCorrection ? { count: noSteps() } : {}),
    }),
    update(updates, state) {
      const mu = moment("scaleByStddev", updates, { mu: state.mu }, decay, 1);
      const nu = momentPerElement("scaleByStddev", updates, { nu: state.nu }, decay, 2);
      const count = state.count === undefined ? null : increment(state.count);
      const free = (means: ArrayTree): ArrayTree =>
        count === null ? means : unbiased("scaleByStddev", means, decay, count);
      const step = mapArrays(
        "scaleByStddev",
        (g, m, v) => inverseRoot(v.sub(absSquare(m)), eps, epsInSqrt).mul(g),
        updates,
        { muHat: free(mu), nuHat: free(nu) },
      );
      return [step, count === null ? { mu, nu } : { mu, nu, count }];
    },
  };
}
