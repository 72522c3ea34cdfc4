import type { DType, NDArray } from "@proj/array";
import { booleanOption, convert, readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { beside, mapArrays, mapToState, zerosLike } from "../arrays.ts";
import { accumulatorOption, scalarOption, type Scalar } from "../hyperparameters.ts";
import type { ArrayTree, GradientTransformation } from "../transformation.ts";

/** The running sum of gradients, a tree like the parameters. */
export interface TraceState {
  readonly trace: ArrayTree;
}

/** Options of {@link trace}. */
export interface TraceOptions {
  /** Nesterov's look-ahead; default false. */
  readonly nesterov?: boolean;
  /** The dtype of the running sum; default that of the parameters. */
  readonly accumulatorDtype?: DType | null;
}

/** How each of the {@link TraceOptions} is read. */
export const traceReaders: OptionReaders<TraceOptions> = {
  nesterov: booleanOption,
  accumulatorDtype: accumulatorOption,
};

/**
 * Momentum: t ← g + decay · t, and the update is t, or g + decay · t (the new one) with Nesterov's look-ahead.
 *
 * @param decay - how much of the trace stays, from 0 to 1; a number or a scalar.
 * @param options - `nesterov`, default false; `accumulatorDtype`.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { trace } from "@proj/optim";
 * const { init, update } = trace(0.5);
 * const [, state] = update(array([4]), init(array([0])));
 * update(array([1]), state)[0].toList(); // → [3]
 * ```
 */
export function trace(decay: Scalar, options?: TraceOptions): GradientTransformation<TraceState> {
  const kept = readArgument("trace", "decay", decay, scalarOption);
  const { nesterov = false, accumulatorDtype } = readOptions("trace", options, traceReaders);
  const sum = (g: NDArray, t?: NDArray): NDArray => g.add(t!.mul(beside(kept, t!)));
  return {
    init: (params) => ({ trace: zerosLike(params, accumulatorDtype) }),
    update(updates, state) {
      const next = mapArrays("trace", sum, updates, { trace: state.trace });
      const step = nesterov ? mapArrays("trace", sum, updates, { trace: next }) : next;
      return [step, { trace: mapToState("trace", (t) => convert(t, accumulatorDtype ?? t.dtype), next) }];
    },
  };
}
