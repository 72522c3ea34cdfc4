import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { inner, isProbability, scaled, standard, type LocationScale } from "./arguments.ts";

/*
 * The Pareto distribution of sizes: what is above z has the probability z⁻ᵇ, for z ≥ 1.
 */

/** Where nothing lies: in front of loc + scale. */
function isInFront(x: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return lax.lt(x, lax.add(loc, scale));
}

/** A function of the point on the standard distribution, and what it is in front of that. */
function behind(
  [x, loc, scale]: readonly [x: NDArray, loc: NDArray, scale: NDArray],
  f: (z: NDArray) => NDArray,
  inFront: number,
): NDArray {
  const isOutside = isInFront(x, loc, scale);
  return lax.select(isOutside, inFront, f(inner(isOutside, standard(x, loc, scale), 2)));
}

function logDensity(x: NDArray, b: NDArray, loc: NDArray, scale: NDArray): NDArray {
  const density = (z: NDArray): NDArray => {
    const slope = lax.mul(lax.add(b, 1), lax.log(z));
    return lax.neg(lax.add(lax.log(lax.div(scale, b)), slope));
  };
  return behind([x, loc, scale], density, -Infinity);
}

function logAbove(x: NDArray, b: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return behind([x, loc, scale], (z) => lax.neg(lax.mul(b, lax.log(z))), 0);
}

function below(x: NDArray, b: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return behind([x, loc, scale], (z) => lax.sub(1, lax.pow(z, lax.neg(b))), 0);
}

function logBelow(x: NDArray, b: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return behind([x, loc, scale], (z) => lax.log1p(lax.neg(lax.pow(z, lax.neg(b)))), -Infinity);
}

function quantile(q: NDArray, b: NDArray, loc: NDArray, scale: NDArray): NDArray {
  const z = lax.pow(lax.sub(1, q), lax.neg(lax.div(1, b)));
  return lax.select(isProbability(q), lax.add(loc, lax.mul(scale, z)), NaN);
}

/**
 * The logarithm of the probability density.
 *
 * @example
 * import { pareto } from "@proj/array/stats";
 * pareto.logpdf(1.5, 2); // ≈ -0.5232
 */
export function logpdf(x: ArrayLike, b: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return logDensity(...scaled("stats.pareto.logpdf", [x, b], loc, scale));
}

/**
 * The probability density.
 *
 * @example
 * import { pareto } from "@proj/array/stats";
 * pareto.pdf(1.5, 2); // ≈ 0.5926
 */
export function pdf(x: ArrayLike, b: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return lax.exp(logDensity(...scaled("stats.pareto.pdf", [x, b], loc, scale)));
}

/**
 * The probability of a number up to `x`.
 *
 * @example
 * import { pareto } from "@proj/array/stats";
 * pareto.cdf(1.5, 2); // ≈ 0.5556
 */
export function cdf(x: ArrayLike, b: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return below(...scaled("stats.pareto.cdf", [x, b], loc, scale));
}

/**
 * The logarithm of the probability of a number up to `x`.
 *
 * @example
 * import { pareto } from "@proj/array/stats";
 * pareto.logcdf(1.5, 2); // ≈ -0.5878
 */
export function logcdf(x: ArrayLike, b: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return logBelow(...scaled("stats.pareto.logcdf", [x, b], loc, scale));
}

/**
 * The probability of a number above `x`, accurate also where that is tiny.
 *
 * @example
 * import { pareto } from "@proj/array/stats";
 * pareto.sf(1.5, 2); // ≈ 0.4444
 */
export function sf(x: ArrayLike, b: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return lax.exp(logAbove(...scaled("stats.pareto.sf", [x, b], loc, scale)));
}

/**
 * The logarithm of the probability of a number above `x`.
 *
 * @example
 * import { pareto } from "@proj/array/stats";
 * pareto.logsf(1.5, 2); // ≈ -0.8109
 */
export function logsf(x: ArrayLike, b: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return logAbove(...scaled("stats.pareto.logsf", [x, b], loc, scale));
}

/**
 * The number up to which the probability is `q`; the inverse of `cdf`.
 *
 * @example
 * import { pareto } from "@proj/array/stats";
 * pareto.ppf(0.9, 2); // ≈ 3.162
 */
export function ppf(q: ArrayLike, b: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return quantile(...scaled("stats.pareto.ppf", [q, b], loc, scale));
}
