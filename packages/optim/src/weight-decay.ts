import { isNDArray, UsageError } from "@proj/array";
import { broadcast } from "@proj/tree";
import { mapArrays } from "./arrays.ts";
import { stateless, type EmptyState, type GradientTransformation } from "./transformation.ts";

/**
 * Adds `weightDecay` times the parameters to the gradients.
 *
 * @param mask - a prefix tree of booleans, or a function of the parameters that makes one: which leaves decay. Default all.
 * @throws UsageError when `update` is called without parameters.
 */
export function addDecayedWeights(weightDecay: number, mask?: unknown): GradientTransformation<EmptyState> {
  return stateless((updates, params) => {
    if (params === undefined) {
      throw new UsageError({
        operation: "addDecayedWeights",
        received: "no parameters",
        expected: "the parameters, which are to decay",
        remedy: "pass them as third argument: optimiser.update(gradients, state, params)",
      });
    }
    if (mask === undefined) return mapArrays((g, p) => (isNDArray(p) ? g.add(p.mul(weightDecay)) : g), updates, params);
    const chosen: unknown = typeof mask === "function" ? (mask as (params: unknown) => unknown)(params) : mask;
    const decays: unknown = broadcast(chosen, params, {});
    return mapArrays(
      (g, p, decay) => (isNDArray(p) && (decay as unknown) === true ? g.add(p.mul(weightDecay)) : g),
      updates,
      params,
      decays,
    );
  });
}
