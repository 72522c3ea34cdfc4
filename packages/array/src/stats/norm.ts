import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toStrong } from "../numpy/elementwise.ts";
import { logNdtr, ndtr, ndtri } from "../special/normal.ts";
import { scaled, standard, type LocationScale } from "./arguments.ts";

/*
 * The normal distribution.
 */

function logDensity(x: NDArray, loc: NDArray, scale: NDArray): NDArray {
  const variance = lax.square(scale);
  const quadratic = lax.div(lax.square(lax.sub(x, loc)), variance);
  return lax.div(lax.add(lax.log(lax.mul(variance, 2 * Math.PI)), quadratic), -2);
}

function quantile(q: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return lax.add(lax.mul(ndtri(q), scale), loc);
}

function upperQuantile(q: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return quantile(lax.sub(1, q), loc, scale);
}

/** The distribution is symmetric: above x there is as much as below its mirror image. */
function mirrored(x: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return standard(loc, x, scale);
}

/**
 * The logarithm of the probability density.
 *
 * @example
 * import { norm } from "@proj/array/stats";
 * norm.logpdf(1.5); // ≈ -2.044
 */
export function logpdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return logDensity(...scaled("stats.norm.logpdf", [x], loc, scale));
}

/**
 * The probability density.
 *
 * @example
 * import { norm } from "@proj/array/stats";
 * norm.pdf(1.5); // ≈ 0.1295
 */
export function pdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return lax.exp(logDensity(...scaled("stats.norm.pdf", [x], loc, scale)));
}

/**
 * The probability of a number up to `x`.
 *
 * @example
 * import { norm } from "@proj/array/stats";
 * norm.cdf(1.5); // ≈ 0.9332
 */
export function cdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return ndtr(standard(...scaled("stats.norm.cdf", [x], loc, scale)));
}

/**
 * The logarithm of the probability of a number up to `x`.
 *
 * @example
 * import { norm } from "@proj/array/stats";
 * norm.logcdf(1.5); // ≈ -0.06914
 */
export function logcdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return toStrong(logNdtr(standard(...scaled("stats.norm.logcdf", [x], loc, scale))));
}

/**
 * The probability of a number above `x`, accurate also where that is tiny.
 *
 * @example
 * import { norm } from "@proj/array/stats";
 * norm.sf(1.5); // ≈ 0.06681
 */
export function sf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return ndtr(mirrored(...scaled("stats.norm.sf", [x], loc, scale)));
}

/**
 * The logarithm of the probability of a number above `x`.
 *
 * @example
 * import { norm } from "@proj/array/stats";
 * norm.logsf(1.5); // ≈ -2.706
 */
export function logsf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return toStrong(logNdtr(mirrored(...scaled("stats.norm.logsf", [x], loc, scale))));
}

/**
 * The number up to which the probability is `q`; the inverse of `cdf`.
 *
 * @example
 * import { norm } from "@proj/array/stats";
 * norm.ppf(0.9); // ≈ 1.282
 */
export function ppf(q: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return quantile(...scaled("stats.norm.ppf", [q], loc, scale));
}

/**
 * The number above which the probability is `q`; the inverse of `sf`.
 *
 * @example
 * import { norm } from "@proj/array/stats";
 * norm.isf(0.1); // ≈ 1.282
 */
export function isf(q: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return upperQuantile(...scaled("stats.norm.isf", [q], loc, scale));
}
