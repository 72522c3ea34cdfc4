import type { ArrayLike } from "@proj/array";
import { asArray, bind, isNDArray } from "@proj/array/core";
import { map } from "@proj/tree";

/**
 * The same values, to be taken for constants by differentiation.
 *
 * @param x - a tree; leaves that are not arrays stay as they are.
 * @returns the tree, through which no derivative flows.
 * @example
 * import { array } from "@proj/array";
 * import { grad, stopGradient } from "@proj/autodiff";
 * grad((x) => x.mul(stopGradient(x)))(array(3)).item(); // → 3
 */
export function stopGradient<T>(x: T): T {
  const stop = (leaf: unknown): unknown =>
    isNDArray(leaf) ? bind("stopGradient", [asArray(leaf as ArrayLike)], {})[0] : leaf;
  return map(stop, x as unknown) as T;
}
