import { UsageError } from "@proj/array";
import { toArray } from "@proj/array/core";
import { broadcastPrefix, flatten } from "@proj/tree";
import { isArrayLike, isNull } from "./predicates.ts";

/**
 * A model plus updates: where an update is `null`, all below that node stays as it is.
 *
 * Dtypes are promoted as in sums; `applyUpdates` of @proj/optim keeps those of the model.
 *
 * @param model - any tree.
 * @param updates - a tree whose structure is a prefix of the model's, of arrays, numbers and `null`.
 * @returns a tree like the model.
 * @throws UsageError naming the node where the updates are no prefix of the model, UsageError if an update is for a leaf that is no array.
 * @example
 * import { array } from "@proj/array";
 * import { applyUpdates } from "@proj/module";
 * const model = { w: array([1, 2]), frozen: { b: array(3), name: "net" } };
 * applyUpdates(model, { w: array([1, -1]), frozen: null }).w.toList(); // → [2, 1]
 */
export function applyUpdates<T>(model: T, updates: unknown): T {
  const operation = "applyUpdates";
  const [values, treedef] = flatten(model as unknown, undefined);
  const steps = broadcastPrefix(updates, model, { operation, name: "updates", isLeaf: isNull });
  const moved = values.map((value, place) => {
    const step = steps[place];
    if (step === null) return value;
    if (isArrayLike(value) && isArrayLike(step)) return toArray(value, operation).add(step);
    throw new UsageError({
      operation,
      received: `an update of type ${typeof step} for a leaf of type ${typeof value}`,
      expected: "arrays or numbers, or null as the update of what stays",
      remedy: "make the updates from gradients of filterGrad, which has null for other leaves",
    });
  });
  return treedef.unflatten(moved) as T;
}
