import { booleanOption, readPositionalOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { convert, toArray, type ArrayLike } from "../core/operands.ts";
import { arrayOption } from "../core/options.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { greater } from "../numpy/comparison.ts";
import { any, max, sum } from "../numpy/reduction.ts";
import { epsilonOf } from "./epsilon.ts";
import { valuesOf } from "./svd.ts";

/** Options of {@link matrixRank}. */
export interface MatrixRankOptions {
  /** Singular values above it count: a number, or one for each matrix; default max(m, n)·ε times the largest one. */
  readonly rtol?: ArrayLike;
  /** Says that the matrices are symmetric, for which there is a faster way; default false. */
  readonly hermitian?: boolean;
  /** NumPy's older name for `rtol`. */
  readonly tol?: ArrayLike;
}

const readers: OptionReaders<MatrixRankOptions> = { rtol: arrayOption, hermitian: booleanOption, tol: arrayOption };

/**
 * The rank of matrices: how many of their singular values are not negligible.
 *
 * @param a - `[..., m, n]`; of a vector or a scalar, 1 if anything in it is not 0.
 * @param options - `rtol` alone, or {@link MatrixRankOptions}. As in JAX it is compared with the singular values themselves.
 * @returns int32[...]
 * @example
 * import { array } from "@proj/array";
 * import { matrixRank } from "@proj/array/linalg";
 * matrixRank(array([[1, 2], [2, 4]])); // → 1
 */
export function matrixRank(a: ArrayLike, options?: ArrayLike | MatrixRankOptions): NDArray {
  const read = readPositionalOptions<MatrixRankOptions>("matrixRank", [options], ["rtol"], readers);
  if (read.tol !== undefined && read.rtol !== undefined) {
    throw new UsageError({
      operation: "matrixRank",
      received: "rtol and tol",
      expected: "one of them: they are two names for one thing",
      remedy: "leave tol out",
    });
  }
  const x = toArray(a, "matrixRank");
  if (x.ndim < 2) return convert(any(lax.ne(x, 0)), "int32");
  const s = valuesOf("matrixRank", x, read.hermitian ?? false);
  const given = read.rtol ?? read.tol;
  const bound =
    given === undefined
      ? lax.mul(max(s, { axis: -1, initial: 0 }), Math.max(...x.shape.slice(-2)) * epsilonOf(s))
      : convert(toArray(given, "matrixRank"), s.dtype);
  return sum(greater(s, lax.expandDims(bound, [bound.ndim])), -1);
}
