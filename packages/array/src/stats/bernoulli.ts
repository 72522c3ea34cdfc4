import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { xlog1py, xlogy } from "../special/special.ts";
import { floats, isProbability, located, type Location } from "./arguments.ts";

/*
 * One trial: 1 with probability p, else 0.
 */

function logMass(k: NDArray, p: NDArray, loc: NDArray): NDArray {
  const x = lax.sub(k, loc);
  const isOutside = lax.bitwiseOr(lax.lt(x, 0), lax.gt(x, 1));
  return lax.select(isOutside, -Infinity, lax.add(xlogy(x, p), xlog1py(lax.sub(1, x), lax.neg(p))));
}

function below(k: NDArray, p: NDArray): NDArray {
  const isDefined = lax.bitwiseAnd(isProbability(p), lax.eq(k, k));
  const inside = lax.select(lax.lt(k, 1), lax.sub(1, p), 1);
  return lax.select(isDefined, lax.select(lax.lt(k, 0), 0, inside), NaN);
}

function quantile(q: NDArray, p: NDArray): NDArray {
  const isDefined = lax.bitwiseAnd(isProbability(p), isProbability(q));
  const isZero = lax.le(q, lax.sub(1, p));
  return lax.select(isDefined, lax.select(isZero, 0, lax.fullLike(q, 1)), NaN);
}

/**
 * The logarithm of the probability of `k`.
 *
 * @example
 * import { bernoulli } from "@proj/array/stats";
 * bernoulli.logpmf(1, 0.3); // ≈ -1.204
 */
export function logpmf(k: ArrayLike, p: ArrayLike, loc?: ArrayLike | Location): NDArray {
  return logMass(...located("stats.bernoulli.logpmf", [k, p], loc));
}

/**
 * The probability of `k`.
 *
 * @example
 * import { bernoulli } from "@proj/array/stats";
 * bernoulli.pmf(1, 0.3); // ≈ 0.3
 */
export function pmf(k: ArrayLike, p: ArrayLike, loc?: ArrayLike | Location): NDArray {
  return lax.exp(logMass(...located("stats.bernoulli.pmf", [k, p], loc)));
}

/**
 * The probability of a number up to `k`.
 *
 * @example
 * import { bernoulli } from "@proj/array/stats";
 * bernoulli.cdf(0, 0.3); // ≈ 0.7
 */
export function cdf(k: ArrayLike, p: ArrayLike): NDArray {
  return below(...floats("stats.bernoulli.cdf", [k, p]));
}

/**
 * The number up to which the probability is `q`; the inverse of `cdf`.
 *
 * @example
 * import { bernoulli } from "@proj/array/stats";
 * bernoulli.ppf(0.8, 0.3); // ≈ 1
 */
export function ppf(q: ArrayLike, p: ArrayLike): NDArray {
  return quantile(...floats("stats.bernoulli.ppf", [q, p]));
}
