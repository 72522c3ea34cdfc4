import type { DType } from "@proj/array";
import { booleanOption, convert, readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { mapArrays, mapToState, zerosLike } from "../arrays.ts";
import { accumulatorOption, increment, noSteps, scalarOption, type Scalar } from "../hyperparameters.ts";
import { biasOf, mix } from "../moments.ts";
import type { ArrayTree, CountState, GradientTransformation } from "../transformation.ts";

/** The running mean of gradients, a tree like the parameters. */
export interface EmaState extends CountState {
  readonly ema: ArrayTree;
}

/** Options of {@link ema}. */
export interface EmaOptions {
  /** Whether the pull towards the zeros at the beginning is taken out; default true. */
  readonly debias?: boolean;
  /** The dtype of the running mean; default that of the parameters. */
  readonly accumulatorDtype?: DType | null;
}

const readers: OptionReaders<EmaOptions> = { debias: booleanOption, accumulatorDtype: accumulatorOption };

/**
 * The exponential moving average of gradients: m ← decay · m + (1 - decay) · g.
 *
 * @param decay - how much of the mean stays, from 0 to 1; a number or a scalar.
 * @param options - `debias`, default true; `accumulatorDtype`.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { ema } from "@proj/optim";
 * const { init, update } = ema(0.9);
 * update(array([4]), init(array([0])))[0].toList(); // ≈ [4]
 * ```
 */
export function ema(decay: Scalar, options?: EmaOptions): GradientTransformation<EmaState> {
  const kept = readArgument("ema", "decay", decay, scalarOption);
  const { debias = true, accumulatorDtype } = readOptions("ema", options, readers);
  return {
    init: (params) => ({ count: noSteps(), ema: zerosLike(params, accumulatorDtype) }),
    update(updates, state) {
      const count = increment(state.count);
      const bias = biasOf(kept, count);
      const next = mapArrays("ema", (g, m) => mix(kept, m, g), updates, { ema: state.ema });
      const step = debias ? mapArrays("ema", (m) => m.div(bias(m)), next) : next;
      return [step, { count, ema: mapToState("ema", (m) => convert(m, accumulatorDtype ?? m.dtype), next) }];
    },
  };
}
