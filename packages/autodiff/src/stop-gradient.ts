import { isNDArray } from "@proj/array/core";
import * as lax from "@proj/array/lax";
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
  const stop = (leaf: unknown): unknown => (isNDArray(leaf) ? lax.stopGradient(leaf) : leaf);
  return map(stop, x as unknown) as T;
}
