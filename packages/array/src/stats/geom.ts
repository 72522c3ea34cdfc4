import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { xlog1py } from "../special/special.ts";
import { located, type Location } from "./arguments.ts";

/*
 * The number of trials up to the first success, from 1 on; p is the probability of a success.
 */

function logMass(k: NDArray, p: NDArray, loc: NDArray): NDArray {
  const x = lax.sub(k, loc);
  return lax.select(lax.le(x, 0), -Infinity, lax.add(xlog1py(lax.sub(x, 1), lax.neg(p)), lax.log(p)));
}

/**
 * The logarithm of the probability of `k`.
 *
 * @example
 * import { geom } from "@proj/array/stats";
 * geom.logpmf(3, 0.3); // ≈ -1.917
 */
export function logpmf(k: ArrayLike, p: ArrayLike, loc?: ArrayLike | Location): NDArray {
  return logMass(...located("stats.geom.logpmf", [k, p], loc));
}

/**
 * The probability of `k`.
 *
 * @example
 * import { geom } from "@proj/array/stats";
 * geom.pmf(3, 0.3); // ≈ 0.147
 */
export function pmf(k: ArrayLike, p: ArrayLike, loc?: ArrayLike | Location): NDArray {
  return lax.exp(logMass(...located("stats.geom.pmf", [k, p], loc)));
}
