import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { gammaln } from "../special/gamma.ts";
import { xlogy } from "../special/special.ts";
import { logShare, scaled, standard, type LocationScale } from "./arguments.ts";
import { gammaAbove, gammaBelow } from "./gamma-shares.ts";

/*
 * The gamma distribution, with density proportional to z^(a-1) e⁻ᶻ for z ≥ 0.
 */

function logDensity(x: NDArray, a: NDArray, loc: NDArray, scale: NDArray): NDArray {
  const isInside = lax.ge(x, loc);
  const z = lax.select(isInside, standard(x, loc, scale), 1);
  const kernel = lax.sub(xlogy(lax.sub(a, 1), z), z);
  const density = lax.sub(kernel, lax.add(gammaln(a), lax.log(scale)));
  return lax.select(isInside, density, -Infinity);
}

function below(x: NDArray, a: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return gammaBelow(a, standard(x, loc, scale));
}

function above(x: NDArray, a: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return gammaAbove(a, standard(x, loc, scale));
}

/**
 * The logarithm of the probability density.
 *
 * @example
 * import { gamma } from "@proj/array/stats";
 * gamma.logpdf(1.5, 2); // ≈ -1.095
 */
export function logpdf(x: ArrayLike, a: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return logDensity(...scaled("stats.gamma.logpdf", [x, a], loc, scale));
}

/**
 * The probability density.
 *
 * @example
 * import { gamma } from "@proj/array/stats";
 * gamma.pdf(1.5, 2); // ≈ 0.3347
 */
export function pdf(x: ArrayLike, a: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return lax.exp(logDensity(...scaled("stats.gamma.pdf", [x, a], loc, scale)));
}

/**
 * The probability of a number up to `x`.
 *
 * @example
 * import { gamma } from "@proj/array/stats";
 * gamma.cdf(1.5, 2); // ≈ 0.4422
 */
export function cdf(x: ArrayLike, a: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return below(...scaled("stats.gamma.cdf", [x, a], loc, scale));
}

/**
 * The logarithm of the probability of a number up to `x`.
 *
 * @example
 * import { gamma } from "@proj/array/stats";
 * gamma.logcdf(1.5, 2); // ≈ -0.8161
 */
export function logcdf(x: ArrayLike, a: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return logShare(below(...scaled("stats.gamma.logcdf", [x, a], loc, scale)));
}

/**
 * The probability of a number above `x`, accurate also where that is tiny.
 *
 * @example
 * import { gamma } from "@proj/array/stats";
 * gamma.sf(1.5, 2); // ≈ 0.5578
 */
export function sf(x: ArrayLike, a: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return above(...scaled("stats.gamma.sf", [x, a], loc, scale));
}

/**
 * The logarithm of the probability of a number above `x`.
 *
 * @example
 * import { gamma } from "@proj/array/stats";
 * gamma.logsf(1.5, 2); // ≈ -0.5837
 */
export function logsf(x: ArrayLike, a: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return logShare(above(...scaled("stats.gamma.logsf", [x, a], loc, scale)));
}
