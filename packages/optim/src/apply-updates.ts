import { convert, isNDArray } from "@proj/array/core";
import { mapLeaves } from "./arrays.ts";

/**
 * The parameters plus the updates. Where the update is `null`, and at leaves that are not arrays, parameters stay; they
 * keep their dtypes.
 *
 * @param params - a tree, such as a model.
 * @param updates - a tree of the same structure, holes aside.
 * @returns a tree like `params`.
 * @throws UsageError naming the first node where the updates depart from the structure of the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { applyUpdates } from "@proj/optim";
 * applyUpdates({ w: array([1, 2]), name: "net" }, { w: array([1, 1]), name: null }).w.toList(); // → [2, 3]
 * ```
 */
export function applyUpdates<Params>(params: Params, updates: unknown): Params {
  return mapLeaves(
    "applyUpdates",
    (parameter, update) =>
      isNDArray(parameter) && isNDArray(update) ? convert(parameter.add(update), parameter.dtype) : parameter,
    params,
    { updates },
  ) as Params;
}
