import { UsageError } from "@proj/array";
import { describeValue, isNDArray, numberOption, readArgument } from "@proj/array/core";
import { broadcast, map } from "@proj/tree";
import { mapArrays } from "../arrays.ts";
import { stateless, type EmptyState, type GradientTransformation } from "../transformation.ts";

/** What a mask says of one leaf. */
function isChosen(choice: unknown): boolean {
  const known = isNDArray(choice) && choice.dtype === "bool" && choice.ndim === 0 ? choice.knownScalar() : null;
  if (known !== null) return known !== 0;
  if (typeof choice === "boolean") return choice;
  throw new UsageError({
    operation: "addDecayedWeights",
    received: `${isNDArray(choice) ? choice.describe() : describeValue(choice)} in mask`,
    expected: "true for leaves that decay, false for the others",
    remedy: "write true or false for each leaf, or for the tree that it is in",
  });
}

/**
 * Adds `weightDecay` times the parameters to the gradients.
 *
 * @param weightDecay - the factor.
 * @param mask - a prefix tree of booleans, or a function of the parameters that makes one: which leaves decay. Default all.
 * @throws UsageError when `update` is called without parameters, and where the mask says neither true nor false.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { addDecayedWeights } from "@proj/optim";
 * const { init, update } = addDecayedWeights(0.5, { w: true, b: false });
 * const params = { w: array([2]), b: array([2]) };
 * const [updates] = update({ w: array([0]), b: array([0]) }, init(params), params);
 * updates.w.toList(); // → [1]
 * updates.b.toList(); // → [0]
 * ```
 */
export function addDecayedWeights(weightDecay: number, mask?: unknown): GradientTransformation<EmptyState> {
  readArgument("addDecayedWeights", "weightDecay", weightDecay, numberOption);
  const kept: unknown = typeof mask === "function" ? mask : map((decays: unknown) => decays, mask);
  return stateless((updates, params) => {
    if (params === undefined) {
      throw new UsageError({
        operation: "addDecayedWeights",
        received: "no parameters",
        expected: "the parameters, which are to decay",
        remedy: "pass them as third argument: optimiser.update(gradients, state, params)",
      });
    }
    if (kept === undefined)
      return mapArrays("addDecayedWeights", (g, p) => (isNDArray(p) ? g.add(p.mul(weightDecay)) : g), updates, {
        params,
      });
    const chosen: unknown = typeof kept === "function" ? (kept as (params: unknown) => unknown)(params) : kept;
    const decays: unknown = broadcast(chosen, params, { operation: "addDecayedWeights", name: "mask" });
    return mapArrays(
      "addDecayedWeights",
      (g, p, decay) => (isNDArray(p) && isChosen(decay) ? g.add(p.mul(weightDecay)) : g),
      updates,
      { params, mask: decays },
    );
  });
}
