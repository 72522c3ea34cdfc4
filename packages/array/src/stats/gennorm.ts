import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { gammainc, gammaln } from "../special/gamma.ts";
import { floats } from "./arguments.ts";

/*
 * The generalised normal distribution, with density proportional to exp(-|x|^beta): normal for 2, Laplace for 1.
 */

function logDensity(x: NDArray, beta: NDArray): NDArray {
  const normalizer = lax.sub(lax.log(lax.mul(beta, 0.5)), gammaln(lax.reciprocal(beta)));
  return lax.sub(normalizer, lax.pow(lax.abs(x), beta));
}

function below(x: NDArray, beta: NDArray): NDArray {
  const inside = gammainc(lax.reciprocal(beta), lax.pow(lax.abs(x), beta));
  return lax.mul(lax.add(lax.mul(lax.sign(x), inside), 1), 0.5);
}

/**
 * The logarithm of the probability density.
 *
 * @example
 * import { gennorm } from "@proj/array/stats";
 * gennorm.logpdf(0.5, 1.5); // ≈ -0.9444
 */
export function logpdf(x: ArrayLike, beta: ArrayLike): NDArray {
  return logDensity(...floats("stats.gennorm.logpdf", [x, beta]));
}

/**
 * The probability density.
 *
 * @example
 * import { gennorm } from "@proj/array/stats";
 * gennorm.pdf(0.5, 1.5); // ≈ 0.3889
 */
export function pdf(x: ArrayLike, beta: ArrayLike): NDArray {
  return lax.exp(logDensity(...floats("stats.gennorm.pdf", [x, beta])));
}

/**
 * The probability of a number up to `x`.
 *
 * @example
 * import { gennorm } from "@proj/array/stats";
 * gennorm.cdf(0.5, 1.5); // ≈ 0.7417
 */
export function cdf(x: ArrayLike, beta: ArrayLike): NDArray {
  return below(...floats("stats.gennorm.cdf", [x, beta]));
}
