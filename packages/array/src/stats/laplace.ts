import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { scaled, standard, type LocationScale } from "./arguments.ts";

/*
 * The Laplace distribution: an exponential decay to both sides, with density e^-|z| / 2.
 */

function logDensity(x: NDArray, loc: NDArray, scale: NDArray): NDArray {
  return lax.neg(lax.add(lax.div(lax.abs(lax.sub(x, loc)), scale), lax.log(lax.mul(scale, 2))));
}

function below(x: NDArray, loc: NDArray, scale: NDArray): NDArray {
  const z = standard(x, loc, scale);
  const [left, right] = [lax.mul(lax.exp(z), 0.5), lax.mul(lax.exp(lax.neg(z)), 0.5)];
  return lax.select(lax.le(z, 0), left, lax.sub(1, right));
}

/**
 * The logarithm of the probability density.
 *
 * @example
 * import { laplace } from "@proj/array/stats";
 * laplace.logpdf(1.5); // ≈ -2.193
 */
export function logpdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return logDensity(...scaled("stats.laplace.logpdf", [x], loc, scale));
}

/**
 * The probability density.
 *
 * @example
 * import { laplace } from "@proj/array/stats";
 * laplace.pdf(1.5); // ≈ 0.1116
 */
export function pdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return lax.exp(logDensity(...scaled("stats.laplace.pdf", [x], loc, scale)));
}

/**
 * The probability of a number up to `x`.
 *
 * @example
 * import { laplace } from "@proj/array/stats";
 * laplace.cdf(1.5); // ≈ 0.8884
 */
export function cdf(x: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return below(...scaled("stats.laplace.cdf", [x], loc, scale));
}
