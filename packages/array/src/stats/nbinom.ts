import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { gammaln } from "../special/gamma.ts";
import { xlogy } from "../special/special.ts";
import { located, type Location } from "./arguments.ts";

/*
 * The number of failures before the n-th success, where p is the probability of a success.
 */

function logMass(k: NDArray, n: NDArray, p: NDArray, loc: NDArray): NDArray {
  const y = lax.sub(k, loc);
  const ways = lax.sub(lax.sub(gammaln(lax.add(y, n)), gammaln(n)), gammaln(lax.add(y, 1)));
  const odds = lax.add(xlogy(n, p), xlogy(y, lax.sub(1, p)));
  return lax.select(lax.lt(k, loc), -Infinity, lax.add(ways, odds));
}

/**
 * The logarithm of the probability of `k`.
 *
 * @example
 * import { nbinom } from "@proj/array/stats";
 * nbinom.logpmf(2, 5, 0.3); // ≈ -4.025
 */
export function logpmf(k: ArrayLike, n: ArrayLike, p: ArrayLike, loc?: ArrayLike | Location): NDArray {
  return logMass(...located("stats.nbinom.logpmf", [k, n, p], loc));
}

/**
 * The probability of `k`.
 *
 * @example
 * import { nbinom } from "@proj/array/stats";
 * nbinom.pmf(2, 5, 0.3); // ≈ 0.01786
 */
export function pmf(k: ArrayLike, n: ArrayLike, p: ArrayLike, loc?: ArrayLike | Location): NDArray {
  return lax.exp(logMass(...located("stats.nbinom.pmf", [k, n, p], loc)));
}
