import { mapArrays } from "../arrays.ts";
import { stateless, type EmptyState, type GradientTransformation } from "../transformation.ts";

/**
 * Subtracts from each row of gradients its mean, over all axes but the first; vectors stay (Yong et al. 2020).
 *
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { centralize } from "@proj/optim";
 * const { init, update } = centralize();
 * update(array([[1, 3]]), init(null))[0].toList(); // → [[-1, 1]]
 * ```
 */
export function centralize(): GradientTransformation<EmptyState> {
  return stateless((updates) =>
    mapArrays(
      "centralize",
      (g) => (g.ndim > 1 ? g.sub(g.mean({ axis: g.shape.map((_, axis) => axis).slice(1), keepdims: true })) : g),
      updates,
    ),
  );
}
