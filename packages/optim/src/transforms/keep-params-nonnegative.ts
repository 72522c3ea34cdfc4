import { where } from "@proj/array";
import { mapArrays } from "../arrays.ts";
import { neededParams, stateless, type EmptyState, type GradientTransformation } from "../transformation.ts";

/**
 * Stops updates at zero, so that parameters which begin at 0 or above never fall below.
 *
 * @returns a transformation whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { keepParamsNonnegative } from "@proj/optim";
 * const { init, update } = keepParamsNonnegative();
 * const params = array([1, 1]);
 * update(array([-3, -0.5]), init(params), params)[0].toList(); // → [-1, -0.5]
 * ```
 */
export function keepParamsNonnegative(): GradientTransformation<EmptyState> {
  return stateless((updates, params) =>
    mapArrays("keepParamsNonnegative", (u, p) => where(p.add(u).lt(0), p.neg(), u), updates, {
      params: neededParams("keepParamsNonnegative", params),
    }),
  );
}
