import { booleanOption, readPositionalOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { convert, promoteTo, promotedType, toArray, type ArrayLike } from "../core/operands.ts";
import { arrayOption } from "../core/options.ts";
import { partDType } from "../core/types/dtype.ts";
import { knownValues } from "../indexing/positions.ts";
import * as lax from "../lax/index.ts";
import { matrixProduct } from "../lax/linalg/matrices.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { inFloat, toStrong } from "../numpy/elementwise.ts";
import { sum } from "../numpy/reduction.ts";
import { squaredLength } from "../numpy/statistics.ts";
import { adjoint } from "./complex/adjoint.ts";
import { epsilonOf } from "./epsilon.ts";
import { thinSvd } from "./svd.ts";

/** Options of {@link lstsq}. */
export interface LstsqOptions {
  /** Singular values below this part of the largest one count as 0; default max(m, n)·ε, and ε for a negative one. */
  readonly rcond?: ArrayLike;
  /** Gives no residuals where NumPy gives none: unless the matrix has full rank and more rows than columns; default false. */
  readonly numpyResid?: boolean;
}

const readers: OptionReaders<LstsqOptions> = { rcond: arrayOption, numpyResid: booleanOption };

/**
 * The solution x of a·x = b with the least squares of the residuals, and among those the shortest.
 *
 * @param a - `[m, n]`
 * @param b - `[m]` or `[m, k]`
 * @param options - `rcond` alone, or {@link LstsqOptions}.
 * @returns x: float[n] or float[n, k]; the sums of squares of the residuals, float[1] or float[k]; the rank of `a`; its singular values.
 * @throws UsageError when the shapes do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { lstsq } from "@proj/array/linalg";
 * const [x, residuals, rank, s] = lstsq(array([[1, 0], [1, 1], [1, 2]]), array([1, 2, 3]));
 * x; // ≈ [1, 1]
 */
export function lstsq(
  a: ArrayLike,
  b: ArrayLike,
  options?: ArrayLike | LstsqOptions,
): readonly [x: NDArray, residuals: NDArray, rank: NDArray, s: NDArray] {
  const { rcond, numpyResid = false } = readPositionalOptions<LstsqOptions>("lstsq", [options], ["rcond"], readers);
  const type = inFloat(promotedType("lstsq", [a, b]));
  const [left, given] = [a, b].map((x) => toStrong(promoteTo("lstsq", x, type))) as [NDArray, NDArray];
  if (left.ndim !== 2 || given.ndim < 1 || given.ndim > 2 || left.shape[0] !== given.shape[0]) {
    throw new UsageError({
      operation: "lstsq",
      received: `${left.describe()} and ${given.describe()}`,
      expected: "a matrix, and a vector or a matrix with as many rows",
      remedy: "transpose or reshape one of them; for batches apply it under vmap",
    });
  }
  const right = given.ndim === 1 ? lax.expandDims(given, [1]) : given;
  const [m, n] = left.shape as [number, number];
  const { x, rank, s } = solution(left, right, rcond);
  const isEmpty = numpyResid && (m <= n || knownRank(rank) < n);
  const misses = lax.sub(right, matrixProduct(left, x));
  // As in JAX, the square of a norm: its derivative is not defined where the residual is 0.
  const residuals = isEmpty ? lax.full([0], 0, s.dtype) : lax.square(lax.sqrt(sum(squaredLength(misses), 0)));
  return [given.ndim === 1 ? lax.reshape(x, [n]) : x, residuals, rank, s];
}

/** The rank, on which the shape of NumPy's residuals depends. */
function knownRank(rank: NDArray): number {
  const values = knownValues(rank);
  if (values === null) {
    throw new UsageError({
      operation: "lstsq",
      received: "numpyResid, and matrices whose values are not known here",
      expected: "concrete arrays on the host: the rank decides whether there are residuals",
      remedy: "leave numpyResid out, and compare the rank that comes back with the number of columns",
    });
  }
  return values[0]!;
}

function solution(
  a: NDArray,
  b: NDArray,
  rcond: ArrayLike | undefined,
): { readonly x: NDArray; readonly rank: NDArray; readonly s: NDArray } {
  const [m, n] = a.shape as [number, number];
  if (a.size === 0) {
    const nothing = lax.full([0], 0, partDType(a.dtype));
    return { x: lax.full([n, b.shape[1]!], 0, a.dtype), rank: lax.full([], 0, "int32"), s: nothing };
  }
  const epsilon = epsilonOf(a);
  const [u, s, vt] = thinSvd("lstsq", a, false);
  const part =
    rcond === undefined ? lax.full([], epsilon * Math.max(m, n), s.dtype) : convert(toArray(rcond, "lstsq"), s.dtype);
  const bound = rcond === undefined ? part : lax.select(lax.lt(part, 0), epsilon, part);
  const least = lax.mul(bound, lax.reshape(lax.sliceInDim(s, 0, 1), []));
  const counts = lax.bitwiseAnd(lax.gt(s, 0), lax.ge(s, least));
  const inverse = lax.select(counts, lax.div(1, lax.select(counts, s, 1)), 0);
  const along = matrixProduct(adjoint(u), b);
  const scaled = lax.mul(lax.broadcastInDim(convert(inverse, along.dtype), along.shape, [0]), along);
  return { x: matrixProduct(adjoint(vt), scaled), rank: sum(counts), s };
}
