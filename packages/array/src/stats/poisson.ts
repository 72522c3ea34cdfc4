import { broadcastTo, type ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toStrong } from "../numpy/elementwise.ts";
import { expandDims } from "../numpy/reshaping.ts";
import { gammaincc, gammaln } from "../special/gamma.ts";
import { entr, xlogy } from "../special/special.ts";
import { inner, located, type Location } from "./arguments.ts";

/*
 * The number of events at a mean of mu.
 */

function logMass(k: NDArray, mu: NDArray, loc: NDArray): NDArray {
  const events = lax.sub(k, loc);
  const isOutside = lax.bitwiseOr(lax.lt(events, 0), lax.ne(lax.roundToEven(k), k));
  const x = inner(isOutside, events, 0);
  return lax.select(isOutside, -Infinity, lax.sub(lax.sub(xlogy(x, mu), gammaln(lax.add(x, 1))), mu));
}

function below(k: NDArray, mu: NDArray, loc: NDArray): NDArray {
  const x = lax.sub(k, loc);
  const isOutside = lax.lt(x, 0);
  return lax.select(isOutside, 0, gammaincc(lax.floor(lax.add(inner(isOutside, x, 0), 1)), mu));
}

/**
 * The logarithm of the probability of `k`.
 *
 * @example
 * import { poisson } from "@proj/array/stats";
 * poisson.logpmf(2, 2); // ≈ -1.307
 */
export function logpmf(k: ArrayLike, mu: ArrayLike, loc?: ArrayLike | Location): NDArray {
  return logMass(...located("stats.poisson.logpmf", [k, mu], loc));
}

/**
 * The probability of `k`.
 *
 * @example
 * import { poisson } from "@proj/array/stats";
 * poisson.pmf(2, 2); // ≈ 0.2707
 */
export function pmf(k: ArrayLike, mu: ArrayLike, loc?: ArrayLike | Location): NDArray {
  return lax.exp(logMass(...located("stats.poisson.pmf", [k, mu], loc)));
}

/**
 * The probability of a number up to `k`.
 *
 * @example
 * import { poisson } from "@proj/array/stats";
 * poisson.cdf(2, 2); // ≈ 0.6767
 */
export function cdf(k: ArrayLike, mu: ArrayLike, loc?: ArrayLike | Location): NDArray {
  return below(...located("stats.poisson.cdf", [k, mu], loc));
}

/** Up to here the sum over all numbers of events is taken, which 250 terms hold; above, the expansion for large means is exact. */
const largeMean = 100;
const terms = 250;

function entropyOf(mu: NDArray): NDArray {
  const k = lax.broadcastedIota(mu.dtype, [...mu.shape, terms], mu.ndim);
  const mean = mu.ndim === 0 ? mu : broadcastTo(expandDims(mu, -1), k.shape);
  // The rest adds nothing in single precision.
  const width = lax.select(lax.lt(mean, 10), 20, lax.add(lax.mul(lax.sqrt(mean), 10), 20));
  const isCounted = lax.lt(k, lax.ceil(lax.add(mean, width)));
  const mass = lax.exp(logMass(k, mean, lax.constantLike(mean, 0)));
  // 1 has no entropy either, and a derivative that 0 has not.
  const isSeen = lax.bitwiseAnd(isCounted, lax.gt(mass, 0));
  const series = lax.reduceSum(entr(lax.select(isSeen, mass, 1)), [mu.ndim]);
  const expansion = lax.sub(lax.mul(lax.log(lax.mul(mu, 2 * Math.PI * Math.E)), 0.5), lax.reciprocal(lax.mul(mu, 12)));
  return lax.select(lax.eq(mu, 0), 0, lax.select(lax.lt(mu, largeMean), series, expansion));
}

/**
 * The entropy of the distribution, in nats. The location only gives its shape.
 *
 * @example
 * import { poisson } from "@proj/array/stats";
 * poisson.entropy(2); // ≈ 1.705
 */
export function entropy(mu: ArrayLike, loc?: ArrayLike | Location): NDArray {
  const [mean, location] = located("stats.poisson.entropy", [mu], loc);
  return toStrong(broadcastTo(entropyOf(mean), location.ndim === 0 ? mean.shape : location.shape));
}
