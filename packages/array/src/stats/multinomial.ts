import { UsageError } from "@proj/tree/core";
import { convert, promotedType, toArray, type ArrayLike } from "../core/operands.ts";
import { dtypes } from "../core/types/dtype.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { subtract } from "../numpy/arithmetic.ts";
import { equal } from "../numpy/comparison.ts";
import { real } from "../numpy/elementwise.ts";
import { sum } from "../numpy/reduction.ts";
import { where } from "../numpy/selection.ts";
import { gammaln } from "../special/gamma.ts";
import { xlogy } from "../special/special.ts";

/*
 * How often each of several outcomes comes in n trials, where p are their probabilities.
 */

function logMass(operation: string, x: ArrayLike, n: ArrayLike, p: ArrayLike): NDArray {
  const probabilities = real(operation, p);
  const isWhole = dtypes[promotedType(operation, [x, n]).dtype].kind === "int" || [x, n].every(isWholeNumber);
  if (!isWhole) throw notCounts(operation, toArray(x, operation), toArray(n, operation));
  const counts = convert(toArray(x, operation), probabilities.dtype);
  const trials = convert(toArray(n, operation), probabilities.dtype);
  const terms = subtract(xlogy(counts, probabilities), gammaln(lax.add(counts, 1)));
  const mass = gammaln(lax.add(trials, 1)).add(sum(terms, terms.ndim === 0 ? null : -1));
  return where(equal(sum(counts), trials), mass, -Infinity);
}

const isWholeNumber = (value: ArrayLike): boolean => typeof value === "number" && Number.isInteger(value);

function notCounts(operation: string, x: NDArray, n: NDArray): UsageError {
  return new UsageError({
    operation,
    received: `x that is ${x.describe()} and n that is ${n.describe()}`,
    expected: "counts: integers",
    remedy: 'convert them first: x.astype("int32")',
  });
}

/**
 * The logarithm of the probability of counts; -Infinity unless `n` is the sum of all of them.
 *
 * @param x - how often each outcome came, int[..., outcomes].
 * @param n - the number of trials.
 * @param p - the probability of each outcome.
 * @throws UsageError for counts that are not integers.
 * @example
 * import { array } from "@proj/array";
 * import { multinomial } from "@proj/array/stats";
 * multinomial.logpmf(array([1, 2], "int32"), 3, array([0.25, 0.75])); // ≈ -0.863
 */
export function logpmf(x: ArrayLike, n: ArrayLike, p: ArrayLike): NDArray {
  return logMass("stats.multinomial.logpmf", x, n, p);
}

/**
 * The probability of counts; 0 unless `n` is the sum of all of them.
 *
 * @param x - how often each outcome came, int[..., outcomes].
 * @param n - the number of trials.
 * @param p - the probability of each outcome.
 * @throws UsageError for counts that are not integers.
 * @example
 * import { array } from "@proj/array";
 * import { multinomial } from "@proj/array/stats";
 * multinomial.pmf(array([1, 2], "int32"), 3, array([0.25, 0.75])); // ≈ 0.4219
 */
export function pmf(x: ArrayLike, n: ArrayLike, p: ArrayLike): NDArray {
  return lax.exp(logMass("stats.multinomial.pmf", x, n, p));
}
