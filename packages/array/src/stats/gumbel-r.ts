import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { scaled, standard, type LocationScale } from "./arguments.ts";
import { log1mexp } from "./log1mexp.ts";

/*
 * The Gumbel distribution of largest numbers: what is below z has the probability exp(-e⁻ᶻ).
 */

/** e⁻ᶻ; NaN where the scale is not positive. */
function power(x: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return lax.select(lax.gt(scale, 0), lax.exp(standard(loc, x, scale)), NaN);
}

function logDensity(x: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return lax.neg(lax.add(lax.add(standard(x, loc, scale), power(x, loc, scale)), lax.log(scale)));
}

function quantile(p: NDArray, loc: NDArray, scale: NDArray): NDArray {
  const isInside = lax.bitwiseAnd(lax.gt(p, 0), lax.lt(p, 1));
  return lax.select(isInside, lax.sub(loc, lax.mul(scale, lax.log(lax.neg(lax.log(p))))), NaN);
}

/**
 * The logarithm of the probability density.
 *
 * @example
 * import { gumbelR } from "@proj/array/stats";
 * gumbelR.logpdf(1.5); // ≈ -1.723
 */
export function logpdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return logDensity(...scaled("stats.gumbelR.logpdf", [x], loc, scale));
}

/**
 * The probability density.
 *
 * @example
 * import { gumbelR } from "@proj/array/stats";
 * gumbelR.pdf(1.5); // ≈ 0.1785
 */
export function pdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return lax.exp(logDensity(...scaled("stats.gumbelR.pdf", [x], loc, scale)));
}

/**
 * The probability of a number up to `x`.
 *
 * @example
 * import { gumbelR } from "@proj/array/stats";
 * gumbelR.cdf(1.5); // ≈ 0.8
 */
export function cdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return lax.exp(lax.neg(power(...scaled("stats.gumbelR.cdf", [x], loc, scale))));
}

/**
 * The logarithm of the probability of a number up to `x`.
 *
 * @example
 * import { gumbelR } from "@proj/array/stats";
 * gumbelR.logcdf(1.5); // ≈ -0.2231
 */
export function logcdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return lax.neg(power(...scaled("stats.gumbelR.logcdf", [x], loc, scale)));
}

/**
 * The probability of a number above `x`, accurate also where that is tiny.
 *
 * @example
 * import { gumbelR } from "@proj/array/stats";
 * gumbelR.sf(1.5); // ≈ 0.2
 */
export function sf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return lax.neg(lax.expm1(lax.neg(power(...scaled("stats.gumbelR.sf", [x], loc, scale)))));
}

/**
 * The logarithm of the probability of a number above `x`.
 *
 * @example
 * import { gumbelR } from "@proj/array/stats";
 * gumbelR.logsf(1.5); // ≈ -1.609
 */
export function logsf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return log1mexp(power(...scaled("stats.gumbelR.logsf", [x], loc, scale)));
}

/**
 * The number up to which the probability is `p`; the inverse of `cdf`.
 *
 * @example
 * import { gumbelR } from "@proj/array/stats";
 * gumbelR.ppf(0.9); // ≈ 2.25
 */
export function ppf(p: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return quantile(...scaled("stats.gumbelR.ppf", [p], loc, scale));
}
