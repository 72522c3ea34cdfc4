import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { gammaincc, gammaln } from "../special/gamma.ts";
import { xlogy } from "../special/special.ts";
import { located, type Location } from "./arguments.ts";

/*
 * The number of events at a mean of mu.
 */

function logMass(k: NDArray, mu: NDArray, loc: NDArray): NDArray {
  const x = lax.sub(k, loc);
  const isOutside = lax.bitwiseOr(lax.lt(x, 0), lax.ne(lax.round(k), k));
  return lax.select(isOutside, -Infinity, lax.sub(lax.sub(xlogy(x, mu), gammaln(lax.add(x, 1))), mu));
}

function below(k: NDArray, mu: NDArray, loc: NDArray): NDArray {
  const x = lax.sub(k, loc);
  return lax.select(lax.lt(x, 0), 0, gammaincc(lax.floor(lax.add(x, 1)), mu));
}

/**
 * The logarithm of the probability of `k`.
 *
 * @example
 * import { poisson } from "@proj/array/stats";
 * poisson.logpmf(2, 2); // ≈ -1.307
 */
export function logpmf(k: ArrayLike, mu: ArrayLike, loc?: ArrayLike | Location): NDArray {
  return logMass(...located("stats.poisson.logpmf", [k, mu], loc));
}

/**
 * The probability of `k`.
 *
 * @example
 * import { poisson } from "@proj/array/stats";
 * poisson.pmf(2, 2); // ≈ 0.2707
 */
export function pmf(k: ArrayLike, mu: ArrayLike, loc?: ArrayLike | Location): NDArray {
  return lax.exp(logMass(...located("stats.poisson.pmf", [k, mu], loc)));
}

/**
 * The probability of a number up to `k`.
 *
 * @example
 * import { poisson } from "@proj/array/stats";
 * poisson.cdf(2, 2); // ≈ 0.6767
 */
export function cdf(k: ArrayLike, mu: ArrayLike, loc?: ArrayLike | Location): NDArray {
  return below(...located("stats.poisson.cdf", [k, mu], loc));
}
