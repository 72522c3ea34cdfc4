import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { isProbability, scaled, standard, type LocationScale } from "./arguments.ts";

/*
 * The exponential distribution: the waiting time for an event, with density e⁻ᶻ for z ≥ 0.
 */

function logDensity(x: NDArray, loc: NDArray, scale: NDArray): NDArray {
  const density = lax.neg(lax.add(standard(x, loc, scale), lax.log(scale)));
  return lax.select(lax.lt(x, loc), -Infinity, density);
}

/** -z, and 0 in front of the location. */
function logAbove(x: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return lax.select(lax.lt(x, loc), 0, standard(loc, x, scale));
}

function below(x: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return lax.select(lax.lt(x, loc), 0, lax.neg(lax.expm1(standard(loc, x, scale))));
}

function quantile(q: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return lax.select(isProbability(q), lax.sub(loc, lax.mul(scale, lax.log1p(lax.neg(q)))), NaN);
}

/**
 * The logarithm of the probability density.
 *
 * @example
 * import { expon } from "@proj/array/stats";
 * expon.logpdf(1.5); // ≈ -1.5
 */
export function logpdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return logDensity(...scaled("stats.expon.logpdf", [x], loc, scale));
}

/**
 * The probability density.
 *
 * @example
 * import { expon } from "@proj/array/stats";
 * expon.pdf(1.5); // ≈ 0.2231
 */
export function pdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return lax.exp(logDensity(...scaled("stats.expon.pdf", [x], loc, scale)));
}

/**
 * The probability of a number up to `x`.
 *
 * @example
 * import { expon } from "@proj/array/stats";
 * expon.cdf(1.5); // ≈ 0.7769
 */
export function cdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return below(...scaled("stats.expon.cdf", [x], loc, scale));
}

/**
 * The logarithm of the probability of a number up to `x`.
 *
 * @example
 * import { expon } from "@proj/array/stats";
 * expon.logcdf(1.5); // ≈ -0.2525
 */
export function logcdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return lax.log1p(lax.neg(lax.exp(logAbove(...scaled("stats.expon.logcdf", [x], loc, scale)))));
}

/**
 * The probability of a number above `x`, accurate also where that is tiny.
 *
 * @example
 * import { expon } from "@proj/array/stats";
 * expon.sf(1.5); // ≈ 0.2231
 */
export function sf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return lax.exp(logAbove(...scaled("stats.expon.sf", [x], loc, scale)));
}

/**
 * The logarithm of the probability of a number above `x`.
 *
 * @example
 * import { expon } from "@proj/array/stats";
 * expon.logsf(1.5); // ≈ -1.5
 */
export function logsf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return logAbove(...scaled("stats.expon.logsf", [x], loc, scale));
}

/**
 * The number up to which the probability is `q`; the inverse of `cdf`.
 *
 * @example
 * import { expon } from "@proj/array/stats";
 * expon.ppf(0.9); // ≈ 2.303
 */
export function ppf(q: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return quantile(...scaled("stats.expon.ppf", [q], loc, scale));
}
