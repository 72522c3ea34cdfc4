import { isnan, where } from "@proj/array";
import { scalar } from "@proj/array/core";
import { mapArrays, mapToState } from "../arrays.ts";
import type { ArrayTree, GradientTransformation } from "../transformation.ts";

/** For each array whether the last gradients had a NaN in it. */
export interface ZeroNansState {
  readonly foundNan: ArrayTree;
}

/**
 * Replaces NaN in gradients by 0, and says in its state where there was one.
 *
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { zeroNans } from "@proj/optim";
 * const { init, update } = zeroNans();
 * update(array([1, NaN]), init(array([0, 0])))[0].toList(); // → [1, 0]
 * ```
 */
export function zeroNans(): GradientTransformation<ZeroNansState> {
  return {
    init: (params) => ({ foundNan: mapToState("zeroNans", () => scalar(0, "bool"), params) }),
    update: (updates) => [
      mapArrays("zeroNans", (g) => where(isnan(g), 0, g), updates),
      { foundNan: mapToState("zeroNans", (g) => isnan(g).any(), updates) },
    ],
  };
}
