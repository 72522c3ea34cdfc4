import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { gammaln } from "../special/gamma.ts";
import { inner, logShare, scaled, standard, type LocationScale } from "./arguments.ts";
import { gammaAbove, gammaBelow } from "./gamma-shares.ts";

/*
 * The χ² distribution: the sum of df squares of normal numbers.
 */

function logDensity(x: NDArray, df: NDArray, loc: NDArray, scale: NDArray): NDArray {
  const isOutside = lax.lt(x, loc);
  const z = inner(isOutside, standard(x, loc, scale), 1);
  const half = lax.div(df, 2);
  const kernel = lax.sub(lax.mul(lax.sub(half, 1), lax.log(z)), lax.div(z, 2));
  const normalizer = lax.add(gammaln(half), lax.mul(half, Math.LN2));
  const density = lax.sub(kernel, lax.add(normalizer, lax.log(scale)));
  return lax.select(isOutside, -Infinity, density);
}

/** The halves of the degrees of freedom and of z, with which the distribution is a gamma distribution. */
function halves(x: NDArray, df: NDArray, loc: NDArray, scale: NDArray): [NDArray, NDArray] {
  return [lax.div(df, 2), standard(x, loc, lax.mul(scale, 2))];
}

/**
 * The logarithm of the probability density.
 *
 * @example
 * import { chi2 } from "@proj/array/stats";
 * chi2.logpdf(1.5, 3); // ≈ -1.466
 */
export function logpdf(x: ArrayLike, df: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return logDensity(...scaled("stats.chi2.logpdf", [x, df], loc, scale));
}

/**
 * The probability density.
 *
 * @example
 * import { chi2 } from "@proj/array/stats";
 * chi2.pdf(1.5, 3); // ≈ 0.2308
 */
export function pdf(x: ArrayLike, df: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return lax.exp(logDensity(...scaled("stats.chi2.pdf", [x, df], loc, scale)));
}

/**
 * The probability of a number up to `x`.
 *
 * @example
 * import { chi2 } from "@proj/array/stats";
 * chi2.cdf(1.5, 3); // ≈ 0.3177
 */
export function cdf(x: ArrayLike, df: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return gammaBelow(...halves(...scaled("stats.chi2.cdf", [x, df], loc, scale)));
}

/**
 * The logarithm of the probability of a number up to `x`.
 *
 * @example
 * import { chi2 } from "@proj/array/stats";
 * chi2.logcdf(1.5, 3); // ≈ -1.147
 */
export function logcdf(x: ArrayLike, df: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return logShare(gammaBelow(...halves(...scaled("stats.chi2.logcdf", [x, df], loc, scale))));
}

/**
 * The probability of a number above `x`, accurate also where that is tiny.
 *
 * @example
 * import { chi2 } from "@proj/array/stats";
 * chi2.sf(1.5, 3); // ≈ 0.6823
 */
export function sf(x: ArrayLike, df: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return gammaAbove(...halves(...scaled("stats.chi2.sf", [x, df], loc, scale)));
}

/**
 * The logarithm of the probability of a number above `x`.
 *
 * @example
 * import { chi2 } from "@proj/array/stats";
 * chi2.logsf(1.5, 3); // ≈ -0.3823
 */
export function logsf(x: ArrayLike, df: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return logShare(gammaAbove(...halves(...scaled("stats.chi2.logsf", [x, df], loc, scale))));
}
