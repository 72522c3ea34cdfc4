import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { scaled, standard, type LocationScale } from "./arguments.ts";

/*
 * The Gumbel distribution of smallest numbers: what is above z has the probability exp(-eᶻ).
 */

function logDensity(x: NDArray, loc: NDArray, scale: NDArray): NDArray {
  const z = standard(x, loc, scale);
  return ofPositive(scale, lax.sub(lax.sub(z, lax.exp(z)), lax.log(scale)));
}

function logAbove(x: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return ofPositive(scale, lax.neg(lax.exp(standard(x, loc, scale))));
}

function logBelow(x: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return lax.log(lax.neg(lax.expm1(logAbove(x, loc, scale))));
}

function quantile(p: NDArray, loc: NDArray, scale: NDArray): NDArray {
  const isInside = lax.bitwiseAnd(lax.gt(p, 0), lax.lt(p, 1));
  const z = lax.log(lax.neg(lax.log1p(lax.neg(p))));
  return lax.select(isInside, lax.add(loc, lax.mul(scale, z)), NaN);
}

/** NaN where the scale is not positive. */
function ofPositive(scale: NDArray, result: NDArray): NDArray {
  return lax.select(lax.gt(scale, 0), result, NaN);
}

/**
 * The logarithm of the probability density.
 *
 * @example
 * import { gumbelL } from "@proj/array/stats";
 * gumbelL.logpdf(1.5); // ≈ -2.982
 */
export function logpdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return logDensity(...scaled("stats.gumbelL.logpdf", [x], loc, scale));
}

/**
 * The probability density.
 *
 * @example
 * import { gumbelL } from "@proj/array/stats";
 * gumbelL.pdf(1.5); // ≈ 0.05071
 */
export function pdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return lax.exp(logDensity(...scaled("stats.gumbelL.pdf", [x], loc, scale)));
}

/**
 * The probability of a number up to `x`.
 *
 * @example
 * import { gumbelL } from "@proj/array/stats";
 * gumbelL.cdf(1.5); // ≈ 0.9887
 */
export function cdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return lax.exp(logBelow(...scaled("stats.gumbelL.cdf", [x], loc, scale)));
}

/**
 * The logarithm of the probability of a number up to `x`.
 *
 * @example
 * import { gumbelL } from "@proj/array/stats";
 * gumbelL.logcdf(1.5); // ≈ -0.01138
 */
export function logcdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return logBelow(...scaled("stats.gumbelL.logcdf", [x], loc, scale));
}

/**
 * The probability of a number above `x`, accurate also where that is tiny.
 *
 * @example
 * import { gumbelL } from "@proj/array/stats";
 * gumbelL.sf(1.5); // ≈ 0.01131
 */
export function sf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return lax.exp(logAbove(...scaled("stats.gumbelL.sf", [x], loc, scale)));
}

/**
 * The logarithm of the probability of a number above `x`.
 *
 * @example
 * import { gumbelL } from "@proj/array/stats";
 * gumbelL.logsf(1.5); // ≈ -4.482
 */
export function logsf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return logAbove(...scaled("stats.gumbelL.logsf", [x], loc, scale));
}

/**
 * The number up to which the probability is `p`; the inverse of `cdf`.
 *
 * @example
 * import { gumbelL } from "@proj/array/stats";
 * gumbelL.ppf(0.9); // ≈ 0.834
 */
export function ppf(p: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return quantile(...scaled("stats.gumbelL.ppf", [p], loc, scale));
}
