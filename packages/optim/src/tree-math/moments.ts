import type { ArrayLike } from "@proj/array";
import { arrayOption, numberOption, readArgument, toArray } from "@proj/array/core";
import { scalarOption, type Scalar } from "../hyperparameters.ts";
import { infinityMoment, moment, momentPerElement, unbiased } from "../moments.ts";
import type { ArrayTree } from "../transformation.ts";

/**
 * decay · m + (1 - decay) · gᵒʳᵈᵉʳ: running means of gradients and their powers.
 *
 * @param updates - the gradients g.
 * @param moments - the means m so far, a tree of the same structure.
 * @param decay - how much of them stays; a number or a scalar.
 * @param order - the power.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.updateMoment({ a: array([4]) }, { a: array([0]) }, 0.75, 2); // → { a: [4] }
 * ```
 */
export function updateMoment(updates: unknown, moments: unknown, decay: Scalar, order: number): ArrayTree {
  const kept = readArgument("tree.updateMoment", "decay", decay, scalarOption);
  const power = readArgument("tree.updateMoment", "order", order, numberOption);
  return moment("tree.updateMoment", updates, { moments }, kept, power);
}

/**
 * decay · m + (1 - decay) · |g|ᵒʳᵈᵉʳ: as {@link updateMoment}, with the absolute values of complex gradients.
 *
 * @param updates - the gradients g.
 * @param moments - the means m so far, a tree of the same structure.
 * @param decay - how much of them stays; a number or a scalar.
 * @param order - the power.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.updateMomentPerElemNorm({ a: array([4]) }, { a: array([0]) }, 0.75, 2); // → { a: [4] }
 * ```
 */
export function updateMomentPerElemNorm(updates: unknown, moments: unknown, decay: Scalar, order: number): ArrayTree {
  const kept = readArgument("tree.updateMomentPerElemNorm", "decay", decay, scalarOption);
  const power = readArgument("tree.updateMomentPerElemNorm", "order", order, numberOption);
  return momentPerElement("tree.updateMomentPerElemNorm", updates, { moments }, kept, power);
}

/**
 * max(|g| + eps, decay · m): decaying maxima of gradients.
 *
 * @param updates - the gradients g.
 * @param moments - the maxima m so far, a tree of the same structure.
 * @param decay - how much of them stays; a number or a scalar.
 * @param eps - added to the size of gradients; a number or a scalar.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.updateInfinityMoment({ a: array([-4]) }, { a: array([10]) }, 0.5, 0); // → { a: [5] }
 * ```
 */
export function updateInfinityMoment(updates: unknown, moments: unknown, decay: Scalar, eps: Scalar): ArrayTree {
  const kept = readArgument("tree.updateInfinityMoment", "decay", decay, scalarOption);
  const least = readArgument("tree.updateInfinityMoment", "eps", eps, scalarOption);
  return infinityMoment("tree.updateInfinityMoment", updates, { moments }, kept, least);
}

/**
 * m / (1 - decay^count): running means without the pull towards the zeros that they began with.
 *
 * @param moments - the means m.
 * @param decay - their decay; a number or a scalar.
 * @param count - the number of steps, from 1.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { tree } from "@proj/optim";
 * tree.biasCorrection({ a: array([1]) }, 0.75, 1); // → { a: [4] }
 * ```
 */
export function biasCorrection(moments: unknown, decay: Scalar, count: ArrayLike): ArrayTree {
  const kept = readArgument("tree.biasCorrection", "decay", decay, scalarOption);
  const steps = toArray(readArgument("tree.biasCorrection", "count", count, arrayOption));
  return unbiased("tree.biasCorrection", moments, kept, steps);
}
