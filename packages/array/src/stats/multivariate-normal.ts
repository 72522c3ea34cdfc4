import { UsageError } from "@proj/tree/core";
import { broadcastTo, type ArrayLike } from "../core/operands.ts";
import { formatShape, shapesEqual, sizeOf } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import * as linalg from "../lax/linalg/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { broadcastShapes } from "../numpy/broadcasting.ts";
import { diagonal } from "../numpy/matrices.ts";
import { sum } from "../numpy/reduction.ts";
import { floatVectors } from "./arguments.ts";

/*
 * The normal distribution of vectors. The covariance is a matrix, or a number: the variance of each coordinate.
 */

function logDensity(operation: string, x: ArrayLike, mean: ArrayLike, cov: ArrayLike): NDArray {
  const [point, centre, covariance] = floatVectors(operation, [x, mean, cov]);
  const difference = point.sub(centre);
  const n = centre.ndim === 0 ? 1 : centre.shape.at(-1)!;
  const constant = (n * Math.log(2 * Math.PI)) / 2;
  if (covariance.ndim === 0) {
    const square = lax.square(difference);
    const distance = centre.ndim === 0 ? square : sum(square, -1);
    return lax.sub(lax.div(distance, lax.mul(covariance, -2)), lax.add(lax.mul(lax.log(covariance), n / 2), constant));
  }
  if (centre.ndim === 0 || !shapesEqual(covariance.shape.slice(-2), [n, n]))
    throw misfit(operation, centre, covariance);
  const factor = linalg.cholesky(covariance);
  const distance = sum(lax.square(solved(factor, difference)), -1);
  const logDeterminant = sum(lax.log(diagonal(factor, { axis1: -2, axis2: -1 })), -1);
  return lax.sub(lax.mul(distance, -0.5), constant).sub(logDeterminant);
}

/** L⁻¹ of each vector. One matrix for all is solved once. */
function solved(factor: NDArray, vectors: NDArray): NDArray {
  const options = { lower: true, transposeA: true };
  const n = factor.shape.at(-1)!;
  if (factor.ndim === 2)
    return lax.reshape(
      linalg.triangularSolve(factor, lax.reshape(vectors, [sizeOf(vectors.shape.slice(0, -1)), n]), options),
      vectors.shape,
    );
  const batch = broadcastShapes(factor.shape.slice(0, -2), vectors.shape.slice(0, -1));
  const rows = lax.reshape(broadcastTo(vectors, [...batch, n]), [...batch, 1, n]);
  return lax.reshape(linalg.triangularSolve(broadcastTo(factor, [...batch, n, n]), rows, options), [...batch, n]);
}

function misfit(operation: string, mean: NDArray, cov: NDArray): UsageError {
  return new UsageError({
    operation,
    received: `a mean of shape ${formatShape(mean.shape)} and a covariance of shape ${formatShape(cov.shape)}`,
    expected: "a covariance that is a number, or a matrix with as many rows and columns as the mean has coordinates",
    remedy: "give the matrix of the covariances of all coordinates",
  });
}

/**
 * The logarithm of the probability density.
 *
 * @param x - points, float[..., n].
 * @param mean - float[..., n], or a number.
 * @param cov - the covariance: float[..., n, n], positive definite, or a number.
 * @throws UsageError for a covariance that does not fit the mean.
 * @example
 * import { array } from "@proj/array";
 * import { multivariateNormal } from "@proj/array/stats";
 * multivariateNormal.logpdf(array([1, 0]), array([0, 0]), array([[2, 1], [1, 2]])); // ≈ -2.7205
 */
export function logpdf(x: ArrayLike, mean: ArrayLike, cov: ArrayLike): NDArray {
  return logDensity("stats.multivariateNormal.logpdf", x, mean, cov);
}

/**
 * The probability density.
 *
 * @param x - points, float[..., n].
 * @param mean - float[..., n], or a number.
 * @param cov - the covariance: float[..., n, n], positive definite, or a number.
 * @throws UsageError for a covariance that does not fit the mean.
 * @example
 * import { array } from "@proj/array";
 * import { multivariateNormal } from "@proj/array/stats";
 * multivariateNormal.pdf(array([1, 0]), array([0, 0]), array([[2, 1], [1, 2]])); // ≈ 0.06584
 */
export function pdf(x: ArrayLike, mean: ArrayLike, cov: ArrayLike): NDArray {
  return lax.exp(logDensity("stats.multivariateNormal.pdf", x, mean, cov));
}
