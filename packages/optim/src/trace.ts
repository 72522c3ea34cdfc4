import { mapArrays, zerosLike } from "./arrays.ts";
import type { GradientTransformation } from "./transformation.ts";

/** The running sum of gradients, a tree like the parameters. */
export interface TraceState {
  readonly trace: unknown;
}

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
export function trace(
  decay: number,
  { nesterov = false }: { readonly nesterov?: boolean } = {},
): GradientTransformation<TraceState> {
  return {
    init: (params) => ({ trace: zerosLike(params) }),
    update(updates, state) {
      const next = mapArrays("trace", (g, t) => g.add(t.mul(decay)), updates, { trace: state.trace });
      return [
        nesterov ? mapArrays("trace", (g, t) => g.add(t.mul(decay)), updates, { trace: next }) : next,
        { trace: next },
      ];
    },
  };
}
