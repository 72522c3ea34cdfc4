import { where, zeros, type DType } from "@proj/array";
import { convert, readOptions, type OptionReaders } from "@proj/array/core";
import { absSquare, beside, mapArrays, mapToState, realDType, zerosLike } from "../arrays.ts";
import { accumulatorOption, increment, isNumber, noSteps, scalars, type Scalar } from "../hyperparameters.ts";
import { mix } from "../moments.ts";
import { neededParams, type ArrayTree, type CountState, type GradientTransformation } from "../transformation.ts";
import { inAccumulator, rootPlus } from "./scale-by-adam.ts";

/** The running sum of updates, and for each array the mean of its squared norm. */
export interface NovogradState extends CountState {
  readonly mu: ArrayTree;
  readonly nu: ArrayTree;
}

/** The constants of {@link scaleByNovograd}. */
export interface NovogradOptions {
  /** Decay of the sum of updates; default 0.9. */
  readonly b1?: Scalar;
  /** Decay of the mean of squared norms; default 0.25. */
  readonly b2?: Scalar;
  /** Added to the root; default 1e-8. */
  readonly eps?: Scalar;
  /** Added under the root; default 0. */
  readonly epsRoot?: Scalar;
  /** How much of each parameter is added; default 0. */
  readonly weightDecay?: Scalar;
  /** The dtype in which the sum of updates is kept; default that of the parameters. */
  readonly muDtype?: DType | null;
}

/** How each of the {@link NovogradOptions} is read. */
export const novogradReaders: OptionReaders<NovogradOptions> = {
  ...scalars("b1", "b2", "eps", "epsRoot", "weightDecay"),
  muDtype: accumulatorOption,
};

/**
 * Divides each array of gradients by the running mean of its norm, before it goes into the momentum (Ginsburg et al. 2019).
 *
 * @param options - see {@link NovogradOptions}.
 * @returns a transformation whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByNovograd } from "@proj/optim";
 * const { init, update } = scaleByNovograd();
 * const params = array([1, 1]);
 * update(array([3, 4]), init(params), params)[0].toList(); // ≈ [0.6, 0.8]
 * ```
 */
export function scaleByNovograd(options?: NovogradOptions): GradientTransformation<NovogradState> {
  const read = readOptions("scaleByNovograd", options, novogradReaders);
  const { b1 = 0.9, b2 = 0.25, eps = 1e-8, epsRoot = 0, weightDecay = 0, muDtype } = read;
  return {
    init: (params) => ({
      count: noSteps(),
      mu: zerosLike(params, muDtype),
      nu: mapToState("scaleByNovograd", (p) => zeros([], realDType(p)), params),
    }),
    update(updates, state, given) {
      const params = neededParams("scaleByNovograd", given);
      const count = increment(state.count);
      const first = count.eq(1);
      const nu = mapToState(
        "scaleByNovograd",
        (g, old) => {
          const square = convert(absSquare(g).sum(), old.dtype);
          return where(first, square, mix(b2, old, square));
        },
        updates,
        { nu: state.nu },
      );
      const sum = mapArrays(
        "scaleByNovograd",
        (g, p, v, m) => {
          const scaled = g.div(rootPlus(v, eps, epsRoot));
          const next = isNumber(weightDecay, 0) ? scaled : scaled.add(p.mul(beside(weightDecay, p)));
          return where(first, next, m.mul(beside(b1, m)).add(next));
        },
        updates,
        { params, nu, mu: state.mu },
      );
      const mu = inAccumulator(
        mapToState("scaleByNovograd", (m) => m, sum),
        muDtype,
      );
      return [mapArrays("scaleByNovograd", (_, m) => m, updates, { mu }), { count, mu, nu }];
    },
  };
}
