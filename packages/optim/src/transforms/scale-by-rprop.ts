import { clip, sign, where } from "@proj/array";
import { readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { beside, fullLike, mapArrays, mapToState, zerosLike } from "../arrays.ts";
import { scalarOption, scalars, type Scalar } from "../hyperparameters.ts";
import type { ArrayTree, GradientTransformation } from "../transformation.ts";

/** The size of each step and the last updates. */
export interface RpropState {
  readonly stepSizes: ArrayTree;
  readonly prevUpdates: ArrayTree;
}

/** The constants of {@link scaleByRprop}. */
export interface RpropOptions {
  /** The factor of a step's size after the gradient changed its sign; default 0.5. */
  readonly etaMinus?: Scalar;
  /** The factor otherwise; default 1.2. */
  readonly etaPlus?: Scalar;
  /** The smallest step; default 1e-6. */
  readonly minStepSize?: Scalar;
  /** The largest step; default 50. */
  readonly maxStepSize?: Scalar;
}

/** How each of the {@link RpropOptions} is read. */
export const rpropReaders: OptionReaders<RpropOptions> = scalars("etaMinus", "etaPlus", "minStepSize", "maxStepSize");

/**
 * Steps whose sizes grow while the gradient keeps its sign, and shrink when it changes (Riedmiller & Braun 1993). For whole data sets:
 * only signs of gradients are read.
 *
 * @param learningRate - the first size of each step; a number or a scalar.
 * @param options - see {@link RpropOptions}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByRprop } from "@proj/optim";
 * const { init, update } = scaleByRprop(0.1);
 * const [, state] = update(array([5]), init(array([0])));
 * update(array([5]), state)[0].toList(); // ≈ [0.1]
 * ```
 */
export function scaleByRprop(learningRate: Scalar, options?: RpropOptions): GradientTransformation<RpropState> {
  const first = readArgument("scaleByRprop", "learningRate", learningRate, scalarOption);
  const read = readOptions("scaleByRprop", options, rpropReaders);
  const { etaMinus = 0.5, etaPlus = 1.2, minStepSize = 1e-6, maxStepSize = 50 } = read;
  return {
    init: (params) => ({ stepSizes: fullLike(params, first), prevUpdates: zerosLike(params) }),
    update(updates, state) {
      const agreement = mapToState("scaleByRprop", (g, last) => g.mul(last), updates, {
        prevUpdates: state.prevUpdates,
      });
      const stepSizes = mapToState(
        "scaleByRprop",
        (s, size) => {
          const grown = where(s.gt(0), size.mul(beside(etaPlus, size)), size.mul(beside(etaMinus, size)));
          return where(s.eq(0), size, clip(grown, beside(minStepSize, size), beside(maxStepSize, size)));
        },
        agreement,
        { stepSizes: state.stepSizes },
      );
      const prevUpdates = mapToState("scaleByRprop", (g, s, size) => where(s.lt(0), 0, size.mul(sign(g))), updates, {
        agreement,
        stepSizes,
      });
      // As in Optax, a step is made one call after its gradient was seen.
      const step = mapArrays("scaleByRprop", (_, s, last) => where(s.lt(0), 0, last), updates, {
        agreement,
        prevUpdates: state.prevUpdates,
      });
      return [step, { stepSizes, prevUpdates }];
    },
  };
}
