import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { betaln } from "../special/gamma.ts";
import { located, type Location } from "./arguments.ts";

/*
 * The number of successes of n trials whose probability was drawn from the beta distribution.
 */

function logMass(k: NDArray, n: NDArray, a: NDArray, b: NDArray, loc: NDArray): NDArray {
  const y = lax.sub(lax.floor(k), loc);
  const rest = lax.sub(n, y);
  const ways = lax.neg(lax.add(lax.log1p(n), betaln(lax.add(rest, 1), lax.add(y, 1))));
  const odds = lax.sub(betaln(lax.add(y, a), lax.add(rest, b)), betaln(a, b));
  const isCertain = lax.bitwiseAnd(lax.eq(y, 0), lax.eq(n, 0));
  const mass = lax.select(isCertain, 0, lax.add(ways, odds));
  const isOutside = lax.bitwiseOr(lax.bitwiseOr(lax.lt(y, lax.neg(loc)), lax.gt(y, n)), lax.le(lax.add(y, a), 0));
  const isUndefined = lax.bitwiseOr(lax.bitwiseOr(lax.lt(n, 0), lax.le(a, 0)), lax.le(b, 0));
  return lax.select(isUndefined, NaN, lax.select(isOutside, -Infinity, mass));
}

/**
 * The logarithm of the probability of `k`.
 *
 * @example
 * import { betabinom } from "@proj/array/stats";
 * betabinom.logpmf(2, 5, 2, 3); // ≈ -1.435
 */
export function logpmf(k: ArrayLike, n: ArrayLike, a: ArrayLike, b: ArrayLike, loc?: ArrayLike | Location): NDArray {
  return logMass(...located("stats.betabinom.logpmf", [k, n, a, b], loc));
}

/**
 * The probability of `k`.
 *
 * @example
 * import { betabinom } from "@proj/array/stats";
 * betabinom.pmf(2, 5, 2, 3); // ≈ 0.2381
 */
export function pmf(k: ArrayLike, n: ArrayLike, a: ArrayLike, b: ArrayLike, loc?: ArrayLike | Location): NDArray {
  return lax.exp(logMass(...located("stats.betabinom.pmf", [k, n, a, b], loc)));
}
