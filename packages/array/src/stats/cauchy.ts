import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { scaled, standard, type LocationScale } from "./arguments.ts";

/*
 * The Cauchy distribution: the ratio of two normal numbers, with density 1 / (π (1 + z²)).
 */

function logDensity(x: NDArray, loc: NDArray, scale: NDArray): NDArray {
  const z = standard(x, loc, scale);
  return lax.neg(lax.add(lax.log(lax.mul(scale, Math.PI)), lax.log1p(lax.mul(z, z))));
}

function below(x: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return lax.add(lax.mul(lax.atan(standard(x, loc, scale)), 1 / Math.PI), 0.5);
}

/** The distribution is symmetric: above x there is as much as below its mirror image. */
function above(x: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return below(lax.neg(x), lax.neg(loc), scale);
}

function quantile(q: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return lax.add(lax.mul(lax.tan(lax.sub(lax.mul(q, Math.PI), Math.PI / 2)), scale), loc);
}

function upperQuantile(q: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return lax.add(lax.mul(lax.tan(lax.sub(Math.PI / 2, lax.mul(q, Math.PI))), scale), loc);
}

/**
 * The logarithm of the probability density.
 *
 * @example
 * import { cauchy } from "@proj/array/stats";
 * cauchy.logpdf(1.5); // ≈ -2.323
 */
export function logpdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return logDensity(...scaled("stats.cauchy.logpdf", [x], loc, scale));
}

/**
 * The probability density.
 *
 * @example
 * import { cauchy } from "@proj/array/stats";
 * cauchy.pdf(1.5); // ≈ 0.09794
 */
export function pdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return lax.exp(logDensity(...scaled("stats.cauchy.pdf", [x], loc, scale)));
}

/**
 * The probability of a number up to `x`.
 *
 * @example
 * import { cauchy } from "@proj/array/stats";
 * cauchy.cdf(1.5); // ≈ 0.8128
 */
export function cdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return below(...scaled("stats.cauchy.cdf", [x], loc, scale));
}

/**
 * The logarithm of the probability of a number up to `x`.
 *
 * @example
 * import { cauchy } from "@proj/array/stats";
 * cauchy.logcdf(1.5); // ≈ -0.2072
 */
export function logcdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return lax.log(below(...scaled("stats.cauchy.logcdf", [x], loc, scale)));
}

/**
 * The probability of a number above `x`, accurate also where that is tiny.
 *
 * @example
 * import { cauchy } from "@proj/array/stats";
 * cauchy.sf(1.5); // ≈ 0.1872
 */
export function sf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return above(...scaled("stats.cauchy.sf", [x], loc, scale));
}

/**
 * The logarithm of the probability of a number above `x`.
 *
 * @example
 * import { cauchy } from "@proj/array/stats";
 * cauchy.logsf(1.5); // ≈ -1.676
 */
export function logsf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return lax.log(above(...scaled("stats.cauchy.logsf", [x], loc, scale)));
}

/**
 * The number up to which the probability is `q`; the inverse of `cdf`.
 *
 * @example
 * import { cauchy } from "@proj/array/stats";
 * cauchy.ppf(0.9); // ≈ 3.078
 */
export function ppf(q: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return quantile(...scaled("stats.cauchy.ppf", [q], loc, scale));
}

/**
 * The number above which the probability is `q`; the inverse of `sf`.
 *
 * @example
 * import { cauchy } from "@proj/array/stats";
 * cauchy.isf(0.1); // ≈ 3.078
 */
export function isf(q: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return upperQuantile(...scaled("stats.cauchy.isf", [q], loc, scale));
}
