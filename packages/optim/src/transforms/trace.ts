import { booleanOption, numberOption, readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { mapArrays, zerosLike } from "../arrays.ts";
import type { GradientTransformation } from "../transformation.ts";

/** The running sum of gradients, a tree like the parameters. */
export interface TraceState {
  readonly trace: unknown;
}

/** Options of {@link trace}. */
export interface TraceOptions {
  /** Nesterov's look-ahead; default false. */
  readonly nesterov?: boolean;
}

const readers: OptionReaders<TraceOptions> = { nesterov: booleanOption };

/**
 * Momentum: t ← g + decay · t, and the update is t, or g + decay · t (the new one) with Nesterov's look-ahead.
 *
 * @param decay - how much of the trace stays, from 0 to 1.
 * @param options - `nesterov`, default false.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { trace } from "@proj/optim";
 * const { init, update } = trace(0.5);
 * const [, state] = update(array([4]), init(array([0])));
 * update(array([1]), state)[0].toList(); // → [3]
 * ```
 */
export function trace(decay: number, options?: TraceOptions): GradientTransformation<TraceState> {
  const kept = readArgument("trace", "decay", decay, numberOption);
  const { nesterov = false } = readOptions("trace", options, readers);
  return {
    init: (params) => ({ trace: zerosLike(params) }),
    update(updates, state) {
      const next = mapArrays("trace", (g, t) => g.add(t.mul(kept)), updates, { trace: state.trace });
      return [
        nesterov ? mapArrays("trace", (g, t) => g.add(t.mul(kept)), updates, { trace: next }) : next,
        { trace: next },
      ];
    },
  };
}
