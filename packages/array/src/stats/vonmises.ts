import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { i0e } from "../special/bessel.ts";
import { floats } from "./arguments.ts";

/*
 * The von Mises distribution of angles, with density proportional to exp(κ cos x).
 */

function logDensity(x: NDArray, kappa: NDArray): NDArray {
  const kernel = lax.mul(kappa, lax.sub(lax.cos(x), 1));
  const density = lax.sub(kernel, lax.log(lax.mul(i0e(kappa), 2 * Math.PI)));
  return lax.select(lax.gt(kappa, 0), density, NaN);
}

/**
 * The logarithm of the probability density.
 *
 * @example
 * import { vonmises } from "@proj/array/stats";
 * vonmises.logpdf(0.5, 2); // ≈ -0.9067
 */
export function logpdf(x: ArrayLike, kappa: ArrayLike): NDArray {
  return logDensity(...floats("stats.vonmises.logpdf", [x, kappa]));
}

/**
 * The probability density.
 *
 * @example
 * import { vonmises } from "@proj/array/stats";
 * vonmises.pdf(0.5, 2); // ≈ 0.4039
 */
export function pdf(x: ArrayLike, kappa: ArrayLike): NDArray {
  return lax.exp(logDensity(...floats("stats.vonmises.pdf", [x, kappa])));
}
