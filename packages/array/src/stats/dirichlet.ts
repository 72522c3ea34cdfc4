import { UsageError } from "@proj/tree/core";
import type { ArrayLike } from "../core/operands.ts";
import { formatShape } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { concatenate } from "../numpy/joining.ts";
import { sum } from "../numpy/reduction.ts";
import { gammaln } from "../special/gamma.ts";
import { xlogy } from "../special/special.ts";
import { floatVectors } from "./arguments.ts";

/*
 * The Dirichlet distribution of positive numbers with the sum 1, with density proportional to Π xᵢ^(αᵢ-1).
 */

/** How far a sum may be from 1. */
const tolerance = 1e-6;

function logDensity(operation: string, x: ArrayLike, alpha: ArrayLike): NDArray {
  const [given, weights] = floatVectors(operation, [x, alpha]);
  const n = weights.shape[0];
  const length = given.shape[0];
  if (weights.ndim !== 1 || (length !== n && length !== n! - 1)) throw misfit(operation, given, weights);
  const numbers = length === n ? given : concatenate([given, lax.sub(1, sum(given, { axis: 0, keepdims: true }))], 0);
  const column = lax.reshape(weights, [n!, ...numbers.shape.slice(1).map(() => 1)]);
  const normalizer = lax.sub(sum(gammaln(weights)), gammaln(sum(weights)));
  const density = lax.sub(sum(xlogy(column.sub(1), numbers), 0), normalizer);
  const isOne = lax.lt(lax.abs(lax.sub(sum(numbers, 0), 1)), tolerance);
  const isSimplex = lax.bitwiseAnd(isOne, lax.reduceAnd(lax.gt(numbers, 0), [0]));
  return lax.select(isSimplex, density, -Infinity);
}

function misfit(operation: string, x: NDArray, alpha: NDArray): UsageError {
  return new UsageError({
    operation,
    received: `x of shape ${formatShape(x.shape)} and alpha of shape ${formatShape(alpha.shape)}`,
    expected: "alpha with one axis, and as many numbers along the first axis of x, or one fewer",
    remedy: "give one weight for each number; the last number may be left out, as the sum is 1",
  });
}

/**
 * The logarithm of the probability density.
 *
 * @param x - positive numbers along the first axis, with the sum 1; the last may be left out.
 * @param alpha - the weights, one for each number.
 * @throws UsageError for arguments that do not fit each other.
 * @example
 * import { array } from "@proj/array";
 * import { dirichlet } from "@proj/array/stats";
 * dirichlet.logpdf(array([0.2, 0.3, 0.5]), array([1, 2, 3])); // ≈ 1.504
 */
export function logpdf(x: ArrayLike, alpha: ArrayLike): NDArray {
  return logDensity("stats.dirichlet.logpdf", x, alpha);
}

/**
 * The probability density.
 *
 * @param x - positive numbers along the first axis, with the sum 1; the last may be left out.
 * @param alpha - the weights, one for each number.
 * @throws UsageError for arguments that do not fit each other.
 * @example
 * import { array } from "@proj/array";
 * import { dirichlet } from "@proj/array/stats";
 * dirichlet.pdf(array([0.2, 0.3, 0.5]), array([1, 2, 3])); // ≈ 4.5
 */
export function pdf(x: ArrayLike, alpha: ArrayLike): NDArray {
  return lax.exp(logDensity("stats.dirichlet.pdf", x, alpha));
}
