import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { gammaln } from "../special/gamma.ts";
import { xlog1py, xlogy } from "../special/special.ts";
import { located, type Location } from "./arguments.ts";

/*
 * The number of successes of n trials, each with the probability p.
 */

function logMass(k: NDArray, n: NDArray, p: NDArray, loc: NDArray): NDArray {
  const y = lax.sub(k, loc);
  const rest = lax.sub(n, y);
  const ways = lax.sub(gammaln(lax.add(n, 1)), lax.add(gammaln(lax.add(y, 1)), gammaln(lax.add(rest, 1))));
  const odds = lax.add(xlogy(y, p), xlog1py(rest, lax.neg(p)));
  const isCertain = lax.bitwiseOr(lax.bitwiseAnd(lax.eq(y, 0), lax.eq(n, 0)), lax.eq(odds, 0));
  const mass = lax.select(isCertain, 0, lax.add(ways, odds));
  const isInside = lax.bitwiseAnd(lax.ge(k, loc), lax.lt(k, lax.add(lax.add(loc, n), 1)));
  return lax.select(isInside, mass, -Infinity);
}

/**
 * The logarithm of the probability of `k`.
 *
 * @example
 * import { binom } from "@proj/array/stats";
 * binom.logpmf(2, 5, 0.3); // ≈ -1.175
 */
export function logpmf(k: ArrayLike, n: ArrayLike, p: ArrayLike, loc?: ArrayLike | Location): NDArray {
  return logMass(...located("stats.binom.logpmf", [k, n, p], loc));
}

/**
 * The probability of `k`.
 *
 * @example
 * import { binom } from "@proj/array/stats";
 * binom.pmf(2, 5, 0.3); // ≈ 0.3087
 */
export function pmf(k: ArrayLike, n: ArrayLike, p: ArrayLike, loc?: ArrayLike | Location): NDArray {
  return lax.exp(logMass(...located("stats.binom.pmf", [k, n, p], loc)));
}
