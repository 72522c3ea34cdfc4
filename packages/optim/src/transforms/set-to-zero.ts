import { zerosLike } from "@proj/array";
import { mapArrays } from "../arrays.ts";
import { stateless, type EmptyState, type GradientTransformation } from "../transformation.ts";

/**
 * Replaces all gradients by zeros, so that parameters stay.
 *
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { setToZero } from "@proj/optim";
 * const { init, update } = setToZero();
 * update(array([1, 2]), init(null))[0].toList(); // → [0, 0]
 * ```
 */
export function setToZero(): GradientTransformation<EmptyState> {
  return stateless((updates) => mapArrays("setToZero", (g) => zerosLike(g), updates));
}
