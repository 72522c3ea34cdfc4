import { sign } from "@proj/array";
import { mapArrays } from "../arrays.ts";
import { stateless, type EmptyState, type GradientTransformation } from "../transformation.ts";

/**
 * The sign of each gradient: 1, -1 or 0.
 *
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleBySign } from "@proj/optim";
 * const { init, update } = scaleBySign();
 * update(array([3, -0.1, 0]), init(null))[0].toList(); // → [1, -1, 0]
 * ```
 */
export function scaleBySign(): GradientTransformation<EmptyState> {
  return stateless((updates) => mapArrays("scaleBySign", (g) => sign(g), updates));
}
