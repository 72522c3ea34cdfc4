import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { logaddexp } from "../numpy/exponential.ts";
import { logit } from "../special/special.ts";
import { scaled, standard, type LocationScale } from "./arguments.ts";

/*
 * The logistic distribution, whose distribution function is the expit sigmoid.
 */

function logDensity(x: NDArray, loc: NDArray, scale: NDArray): NDArray {
  const half = lax.div(standard(x, loc, scale), 2);
  return lax.sub(lax.mul(logaddexp(half, lax.neg(half)), -2), lax.log(scale));
}

function quantile(q: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return lax.add(lax.mul(logit(q), scale), loc);
}

function upperQuantile(q: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return lax.add(lax.mul(lax.neg(logit(q)), scale), loc);
}

/**
 * The logarithm of the probability density.
 *
 * @example
 * import { logistic } from "@proj/array/stats";
 * logistic.logpdf(1.5); // ≈ -1.903
 */
export function logpdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return logDensity(...scaled("stats.logistic.logpdf", [x], loc, scale));
}

/**
 * The probability density.
 *
 * @example
 * import { logistic } from "@proj/array/stats";
 * logistic.pdf(1.5); // ≈ 0.1491
 */
export function pdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return lax.exp(logDensity(...scaled("stats.logistic.pdf", [x], loc, scale)));
}

/**
 * The probability of a number up to `x`.
 *
 * @example
 * import { logistic } from "@proj/array/stats";
 * logistic.cdf(1.5); // ≈ 0.8176
 */
export function cdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return lax.logistic(standard(...scaled("stats.logistic.cdf", [x], loc, scale)));
}

/**
 * The probability of a number above `x`, accurate also where that is tiny.
 *
 * @example
 * import { logistic } from "@proj/array/stats";
 * logistic.sf(1.5); // ≈ 0.1824
 */
export function sf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return lax.logistic(lax.neg(standard(...scaled("stats.logistic.sf", [x], loc, scale))));
}

/**
 * The number up to which the probability is `q`; the inverse of `cdf`.
 *
 * @example
 * import { logistic } from "@proj/array/stats";
 * logistic.ppf(0.9); // ≈ 2.197
 */
export function ppf(q: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return quantile(...scaled("stats.logistic.ppf", [q], loc, scale));
}

/**
 * The number above which the probability is `q`; the inverse of `sf`.
 *
 * @example
 * import { logistic } from "@proj/array/stats";
 * logistic.isf(0.1); // ≈ 2.197
 */
export function isf(q: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return upperQuantile(...scaled("stats.logistic.isf", [q], loc, scale));
}
