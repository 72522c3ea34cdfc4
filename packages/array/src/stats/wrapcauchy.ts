import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { floats } from "./arguments.ts";

/*
 * The Cauchy distribution wound around a circle, on angles from 0 to 2π; c, from 0 to 1, says how narrow it is.
 */

function logDensity(x: NDArray, c: NDArray): NDArray {
  const isDefined = lax.bitwiseAnd(lax.gt(c, 0), lax.lt(c, 1));
  const isInside = lax.bitwiseAnd(lax.ge(x, 0), lax.le(x, 2 * Math.PI));
  const square = lax.mul(c, c);
  const distance = lax.sub(lax.add(square, 1), lax.mul(lax.mul(c, 2), lax.cos(x)));
  const density = lax.sub(lax.sub(lax.log(lax.sub(1, square)), Math.log(2 * Math.PI)), lax.log(distance));
  return lax.select(isDefined, lax.select(isInside, density, -Infinity), NaN);
}

/**
 * The logarithm of the probability density.
 *
 * @example
 * import { wrapcauchy } from "@proj/array/stats";
 * wrapcauchy.logpdf(1.5, 0.4); // ≈ -2.111
 */
export function logpdf(x: ArrayLike, c: ArrayLike): NDArray {
  return logDensity(...floats("stats.wrapcauchy.logpdf", [x, c]));
}

/**
 * The probability density.
 *
 * @example
 * import { wrapcauchy } from "@proj/array/stats";
 * wrapcauchy.pdf(1.5, 0.4); // ≈ 0.1212
 */
export function pdf(x: ArrayLike, c: ArrayLike): NDArray {
  return lax.exp(logDensity(...floats("stats.wrapcauchy.pdf", [x, c])));
}
