import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { gammaln } from "../special/gamma.ts";
import { scaled, standard, type LocationScale } from "./arguments.ts";

/*
 * Student's t distribution with df degrees of freedom.
 */

function logDensity(x: NDArray, df: NDArray, loc: NDArray, scale: NDArray): NDArray {
  const z = standard(x, loc, scale);
  const half = lax.div(df, 2);
  const more = lax.add(half, 0.5);
  const width = lax.div(lax.log(lax.mul(lax.mul(lax.mul(scale, scale), Math.PI), df)), 2);
  const normalizer = lax.sub(lax.add(gammaln(half), width), gammaln(more));
  return lax.neg(lax.add(normalizer, lax.mul(more, lax.log1p(lax.div(lax.mul(z, z), df)))));
}

/**
 * The logarithm of the probability density.
 *
 * @example
 * import { t } from "@proj/array/stats";
 * t.logpdf(1.5, 3); // ≈ -2.12
 */
export function logpdf(x: ArrayLike, df: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return logDensity(...scaled("stats.t.logpdf", [x, df], loc, scale));
}

/**
 * The probability density.
 *
 * @example
 * import { t } from "@proj/array/stats";
 * t.pdf(1.5, 3); // ≈ 0.12
 */
export function pdf(x: ArrayLike, df: ArrayLike, loc?: ArrayLike | LocationScale, scale?: ArrayLike): NDArray {
  return lax.exp(logDensity(...scaled("stats.t.pdf", [x, df], loc, scale)));
}
