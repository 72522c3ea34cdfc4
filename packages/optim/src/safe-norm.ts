import { sqrt, where, type NDArray } from "@proj/array";
import { absSquare } from "./arrays.ts";
import type { Scalar } from "./hyperparameters.ts";

/*
 * Norms that are not below a bound, with derivatives everywhere: where the bound holds, the norm is taken of ones.
 */

/** The larger of a size and its bound. */
export function safely(
  x: NDArray,
  least: Scalar,
  size: (x: NDArray, keepdims: boolean) => NDArray,
  keepdims = false,
): NDArray {
  const small = size(x, true).le(least);
  const safe = size(where(small, 1, x), keepdims);
  return where(keepdims ? small : size(x, false).le(least), least, safe);
}

/** The Euclidean norm of an array, at least `least`. */
export const safeEuclideanNorm = (x: NDArray, least: Scalar): NDArray =>
  safely(x, least, (values) => sqrt(absSquare(values).sum()));

/** The root of the mean square of an array, at least `least`. */
export const safeRms = (x: NDArray, least: Scalar): NDArray =>
  safely(x, least, (values) => sqrt(absSquare(values).mean()));
