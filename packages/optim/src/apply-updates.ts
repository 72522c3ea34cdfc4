import { convert, isNDArray } from "@proj/array";
import { mapUntil } from "@proj/tree";

/**
 * The parameters plus the updates. Where the update is `null`, and at leaves that are not arrays, parameters stay; they
 * keep their dtypes.
 *
 * @param params - a tree, such as a model.
 * @param updates - a tree of the same structure, holes aside.
 * @returns a tree like `params`.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { applyUpdates } from "@proj/optim";
 * applyUpdates({ w: array([1, 2]), name: "net" }, { w: array([1, 1]), name: null }).w.toList(); // → [2, 3]
 * ```
 */
export function applyUpdates<Params>(params: Params, updates: unknown): Params {
  const isNull = (value: unknown): boolean => value === null;
  return mapUntil(
    isNull,
    (parameter: unknown, update: unknown) =>
      isNDArray(parameter) && isNDArray(update) ? convert(parameter.add(update), parameter.dtype) : parameter,
    params as unknown,
    updates,
  ) as Params;
}
