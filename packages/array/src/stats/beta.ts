import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { betainc, betaln } from "../special/gamma.ts";
import { xlog1py, xlogy } from "../special/special.ts";
import { inner, logShare, scaled, standard, type LocationScale } from "./arguments.ts";

/*
 * The beta distribution on the interval from 0 to 1, with density proportional to z^(a-1) (1-z)^(b-1).
 */

function logDensity(x: NDArray, a: NDArray, b: NDArray, loc: NDArray, scale: NDArray): NDArray {
  const isOutside = lax.bitwiseOr(lax.gt(x, lax.add(loc, scale)), lax.lt(x, loc));
  const z = inner(isOutside, standard(x, loc, scale), 0.5);
  const powers = lax.add(xlogy(lax.sub(a, 1), z), xlog1py(lax.sub(b, 1), lax.neg(z)));
  const density = lax.sub(lax.sub(powers, betaln(a, b)), lax.log(scale));
  const isUndefined = lax.bitwiseOr(lax.bitwiseOr(lax.le(a, 0), lax.le(b, 0)), lax.le(scale, 0));
  return lax.select(isUndefined, NaN, lax.select(isOutside, -Infinity, density));
}

function below(x: NDArray, a: NDArray, b: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return betainc(a, b, lax.clamp(0, standard(x, loc, scale), 1));
}

function above(x: NDArray, a: NDArray, b: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return betainc(b, a, lax.sub(1, lax.clamp(0, standard(x, loc, scale), 1)));
}

/**
 * The logarithm of the probability density.
 *
 * @example
 * import { beta } from "@proj/array/stats";
 * beta.logpdf(0.4, 2, 3); // ≈ 0.547
 */
export function logpdf(
  x: ArrayLike,
  a: ArrayLike,
  b: ArrayLike,
  loc?: ArrayLike | LocationScale,
  scale?: ArrayLike,
): NDArray {
  return logDensity(...scaled("stats.beta.logpdf", [x, a, b], loc, scale));
}

/**
 * The probability density.
 *
 * @example
 * import { beta } from "@proj/array/stats";
 * beta.pdf(0.4, 2, 3); // ≈ 1.728
 */
export function pdf(
  x: ArrayLike,
  a: ArrayLike,
  b: ArrayLike,
  loc?: ArrayLike | LocationScale,
  scale?: ArrayLike,
): NDArray {
  return lax.exp(logDensity(...scaled("stats.beta.pdf", [x, a, b], loc, scale)));
}

/**
 * The probability of a number up to `x`.
 *
 * @example
 * import { beta } from "@proj/array/stats";
 * beta.cdf(0.4, 2, 3); // ≈ 0.5248
 */
export function cdf(
  x: ArrayLike,
  a: ArrayLike,
  b: ArrayLike,
  loc?: ArrayLike | LocationScale,
  scale?: ArrayLike,
): NDArray {
  return below(...scaled("stats.beta.cdf", [x, a, b], loc, scale));
}

/**
 * The logarithm of the probability of a number up to `x`.
 *
 * @example
 * import { beta } from "@proj/array/stats";
 * beta.logcdf(0.4, 2, 3); // ≈ -0.6447
 */
export function logcdf(
  x: ArrayLike,
  a: ArrayLike,
  b: ArrayLike,
  loc?: ArrayLike | LocationScale,
  scale?: ArrayLike,
): NDArray {
  return logShare(below(...scaled("stats.beta.logcdf", [x, a, b], loc, scale)));
}

/**
 * The probability of a number above `x`, accurate also where that is tiny.
 *
 * @example
 * import { beta } from "@proj/array/stats";
 * beta.sf(0.4, 2, 3); // ≈ 0.4752
 */
export function sf(
  x: ArrayLike,
  a: ArrayLike,
  b: ArrayLike,
  loc?: ArrayLike | LocationScale,
  scale?: ArrayLike,
): NDArray {
  return above(...scaled("stats.beta.sf", [x, a, b], loc, scale));
}

/**
 * The logarithm of the probability of a number above `x`.
 *
 * @example
 * import { beta } from "@proj/array/stats";
 * beta.logsf(0.4, 2, 3); // ≈ -0.744
 */
export function logsf(
  x: ArrayLike,
  a: ArrayLike,
  b: ArrayLike,
  loc?: ArrayLike | LocationScale,
  scale?: ArrayLike,
): NDArray {
  return logShare(above(...scaled("stats.beta.logsf", [x, a, b], loc, scale)));
}
