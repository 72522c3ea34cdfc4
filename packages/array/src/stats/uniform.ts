import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toStrong } from "../numpy/elementwise.ts";
import { isProbability, scaled, standard, type LocationScale } from "./arguments.ts";

/*
 * The uniform distribution over the interval from loc to loc + scale.
 */

function logDensity(x: NDArray, loc: NDArray, scale: NDArray): NDArray {
  const isOutside = lax.bitwiseOr(lax.gt(x, lax.add(loc, scale)), lax.lt(x, loc));
  return lax.select(isOutside, -Infinity, lax.neg(lax.log(scale)));
}

function below(x: NDArray, loc: NDArray, scale: NDArray): NDArray {
  const end = lax.add(loc, scale);
  const isInside = lax.bitwiseAnd(lax.ge(x, loc), lax.le(x, end));
  const outside = lax.select(lax.gt(x, end), lax.fullLike(x, 1), 0);
  const share = lax.select(isInside, standard(x, loc, scale), outside);
  return toStrong(lax.select(lax.lt(x, loc), 0, share));
}

function quantile(q: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return lax.select(isProbability(q), lax.add(loc, lax.mul(scale, q)), NaN);
}

/**
 * The logarithm of the probability density.
 *
 * @example
 * import { uniform } from "@proj/array/stats";
 * uniform.logpdf(0.5, 0, 2); // ≈ -0.6931
 */
export function logpdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return logDensity(...scaled("stats.uniform.logpdf", [x], loc, scale));
}

/**
 * The probability density.
 *
 * @example
 * import { uniform } from "@proj/array/stats";
 * uniform.pdf(0.5); // ≈ 1
 */
export function pdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return lax.exp(logDensity(...scaled("stats.uniform.pdf", [x], loc, scale)));
}

/**
 * The probability of a number up to `x`.
 *
 * @example
 * import { uniform } from "@proj/array/stats";
 * uniform.cdf(0.25); // ≈ 0.25
 */
export function cdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return below(...scaled("stats.uniform.cdf", [x], loc, scale));
}

/**
 * The number up to which the probability is `q`; the inverse of `cdf`.
 *
 * @example
 * import { uniform } from "@proj/array/stats";
 * uniform.ppf(0.9); // ≈ 0.9
 */
export function ppf(q: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return quantile(...scaled("stats.uniform.ppf", [q], loc, scale));
}
