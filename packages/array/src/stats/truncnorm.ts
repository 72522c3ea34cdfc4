import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { logNdtr, ndtr } from "../special/normal.ts";
import { scaled, standard, type LocationScale } from "./arguments.ts";
import { log1mexp } from "./log1mexp.ts";

/*
 * The normal distribution between two bounds: loc + scale · a and loc + scale · b.
 */

/** log(eˣ - eʸ); -Infinity unless x > y. */
function logDifference(x: NDArray, y: NDArray): NDArray {
  const isNothing = lax.le(x, y);
  const gap = lax.select(isNothing, 1, lax.sub(x, y));
  return lax.select(isNothing, -Infinity, lax.add(x, log1mexp(gap)));
}

/** The logarithm of the probability that a normal number lies between a and b, with all digits in both tails. */
function logMass(a: NDArray, b: NDArray): NDArray {
  const isRight = lax.gt(a, 0);
  const isCentral = lax.bitwiseAnd(lax.le(a, 0), lax.gt(b, 0));
  // In the right tail there is as much as in its mirror image on the left.
  const start = lax.select(isRight, lax.neg(b), a);
  const end = lax.select(isRight, lax.neg(a), b);
  const tail = logDifference(logNdtr(end), logNdtr(start));
  const central = lax.log1p(lax.neg(lax.add(ndtr(a), ndtr(lax.neg(b)))));
  return lax.select(isCentral, central, tail);
}

function logDensity(x: NDArray, a: NDArray, b: NDArray, loc: NDArray, scale: NDArray): NDArray {
  const z = standard(x, loc, scale);
  const normal = lax.neg(lax.add(lax.div(lax.mul(z, z), 2), lax.add(lax.log(scale), Math.log(2 * Math.PI) / 2)));
  const isOutside = lax.bitwiseOr(lax.lt(z, a), lax.gt(z, b));
  const density = lax.select(isOutside, -Infinity, lax.sub(normal, logMass(a, b)));
  return lax.select(lax.ge(a, b), NaN, density);
}

function logBelow(x: NDArray, a: NDArray, b: NDArray, loc: NDArray, scale: NDArray): NDArray {
  const z = standard(x, loc, scale);
  const all = logMass(a, b);
  const left = lax.sub(logMass(a, z), all);
  // Close to 1 the other side has more digits.
  const right = lax.log1p(lax.neg(lax.exp(lax.sub(logMass(z, b), all))));
  const inside = lax.select(lax.gt(left, -0.1), right, left);
  const below = lax.select(lax.lt(z, b), lax.select(lax.le(z, a), -Infinity, inside), 0);
  return lax.select(lax.ge(a, b), NaN, below);
}

function logAbove(x: NDArray, a: NDArray, b: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return logBelow(lax.neg(x), lax.neg(b), lax.neg(a), lax.neg(loc), scale);
}

/**
 * The logarithm of the probability density.
 *
 * @example
 * import { truncnorm } from "@proj/array/stats";
 * truncnorm.logpdf(0.5, -1, 2); // ≈ -0.8438
 */
export function logpdf(
  x: ArrayLike,
  a: ArrayLike,
  b: ArrayLike,
  loc?: ArrayLike | LocationScale,
  scale?: ArrayLike,
): NDArray {
  return logDensity(...scaled("stats.truncnorm.logpdf", [x, a, b], loc, scale));
}

/**
 * The probability density.
 *
 * @example
 * import { truncnorm } from "@proj/array/stats";
 * truncnorm.pdf(0.5, -1, 2); // ≈ 0.4301
 */
export function pdf(
  x: ArrayLike,
  a: ArrayLike,
  b: ArrayLike,
  loc?: ArrayLike | LocationScale,
  scale?: ArrayLike,
): NDArray {
  return lax.exp(logDensity(...scaled("stats.truncnorm.pdf", [x, a, b], loc, scale)));
}

/**
 * The probability of a number up to `x`.
 *
 * @example
 * import { truncnorm } from "@proj/array/stats";
 * truncnorm.cdf(0.5, -1, 2); // ≈ 0.6509
 */
export function cdf(
  x: ArrayLike,
  a: ArrayLike,
  b: ArrayLike,
  loc?: ArrayLike | LocationScale,
  scale?: ArrayLike,
): NDArray {
  return lax.exp(logBelow(...scaled("stats.truncnorm.cdf", [x, a, b], loc, scale)));
}

/**
 * The logarithm of the probability of a number up to `x`.
 *
 * @example
 * import { truncnorm } from "@proj/array/stats";
 * truncnorm.logcdf(0.5, -1, 2); // ≈ -0.4294
 */
export function logcdf(
  x: ArrayLike,
  a: ArrayLike,
  b: ArrayLike,
  loc?: ArrayLike | LocationScale,
  scale?: ArrayLike,
): NDArray {
  return logBelow(...scaled("stats.truncnorm.logcdf", [x, a, b], loc, scale));
}

/**
 * The probability of a number above `x`, accurate also where that is tiny.
 *
 * @example
 * import { truncnorm } from "@proj/array/stats";
 * truncnorm.sf(0.5, -1, 2); // ≈ 0.3491
 */
export function sf(
  x: ArrayLike,
  a: ArrayLike,
  b: ArrayLike,
  loc?: ArrayLike | LocationScale,
  scale?: ArrayLike,
): NDArray {
  return lax.exp(logAbove(...scaled("stats.truncnorm.sf", [x, a, b], loc, scale)));
}

/**
 * The logarithm of the probability of a number above `x`.
 *
 * @example
 * import { truncnorm } from "@proj/array/stats";
 * truncnorm.logsf(0.5, -1, 2); // ≈ -1.052
 */
export function logsf(
  x: ArrayLike,
  a: ArrayLike,
  b: ArrayLike,
  loc?: ArrayLike | LocationScale,
  scale?: ArrayLike,
): NDArray {
  return logAbove(...scaled("stats.truncnorm.logsf", [x, a, b], loc, scale));
}
