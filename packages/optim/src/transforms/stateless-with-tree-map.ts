import type { NDArray } from "@proj/array";
import { functionOption, readArgument } from "@proj/array/core";
import { mapArrays } from "../arrays.ts";
import { stateless, type EmptyState, type GradientTransformation } from "../transformation.ts";

/**
 * A transformation without memory, array by array.
 *
 * @param f - makes each new update; called with the parameter in its place, `null` if the caller gave none.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { statelessWithTreeMap } from "@proj/optim";
 * const { init, update } = statelessWithTreeMap((g) => g.neg());
 * update({ w: array([1, 2]), frozen: null }, init(null))[0].w.toList(); // → [-1, -2]
 * ```
 */
export function statelessWithTreeMap(
  f: (update: NDArray, param: NDArray | null) => NDArray,
): GradientTransformation<EmptyState> {
  readArgument("statelessWithTreeMap", "f", f, functionOption());
  return stateless((updates, params) =>
    params === undefined || params === null
      ? mapArrays("statelessWithTreeMap", (g) => f(g, null), updates)
      : mapArrays("statelessWithTreeMap", (g, p) => f(g, p), updates, { params }),
  );
}
