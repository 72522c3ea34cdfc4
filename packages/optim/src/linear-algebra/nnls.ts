import { maximum, minimum, scan, sqrt, where, zeros, type NDArray } from "@proj/array";
import {
  integerOption,
  isFloat,
  isNDArray,
  readArgument,
  readOptions,
  scalar,
  toArray,
  UsageError,
  type OptionReaders,
} from "@proj/array/core";
import { scalars, type Scalar } from "../hyperparameters.ts";

/** Options of {@link nnls}. */
export interface NnlsOptions {
  /** An upper bound of the largest eigenvalue of AᵀA; default the least of two of its norms. */
  readonly L?: Scalar;
}

const readers: OptionReaders<NnlsOptions> = scalars("L");

/**
 * Non-negative least squares: the x ≥ 0 for which ‖A x - b‖ is least, by accelerated projected gradients (Beck & Teboulle 2009).
 *
 * @param A - float[m, n].
 * @param b - float[m] or float[m, k].
 * @param iters - the number of iterations.
 * @param options - `L`.
 * @returns float[n] or float[n, k]
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { nnls } from "@proj/optim";
 * nnls(array([[1, 0], [0, 1]]), array([2, -1]), 20).toList(); // ≈ [2, 0]
 * ```
 */
export function nnls(A: NDArray, b: NDArray, iters: number, options?: NnlsOptions): NDArray {
  const operation = "nnls";
  const count = readArgument(operation, "iters", iters, integerOption(0));
  const { L } = readOptions(operation, options, readers);
  const fits = isNDArray(A) && isNDArray(b) && isFloat(A.dtype) && A.ndim === 2 && (b.ndim === 1 || b.ndim === 2);
  if (!fits || A.shape[0] !== b.shape[0]) {
    throw new UsageError({
      operation,
      received: `A: ${isNDArray(A) ? A.describe() : typeof A} and b: ${isNDArray(b) ? b.describe() : typeof b}`,
      expected: "float[m, n], and float[m] or float[m, k]",
      remedy: "give b as many rows as A has",
    });
  }
  const gram = A.T.matmul(A);
  const target = A.T.matmul(b);
  const bound = L === undefined ? spectralBound(gram) : toArray(L).astype(A.dtype);
  const steepness = where(bound.eq(0), 1, bound);
  const start = zeros([A.shape[1]!, ...b.shape.slice(1)], b.dtype);
  type Iterate = readonly [x: NDArray, p: NDArray, c: NDArray];
  const [[x]] = scan(
    ([x, p, c]: Iterate): readonly [Iterate, null] => {
      const next = sqrt(c.mul(c).mul(4).add(1)).add(1).div(2);
      const moved = maximum(p.sub(gram.matmul(p).sub(target).div(steepness)), 0);
      const ahead = moved.add(moved.sub(x).mul(c.sub(1).div(next)));
      return [[moved, ahead, next], null];
    },
    [start, start, scalar(0, A.dtype)] as Iterate,
    null,
    { length: count },
  );
  return x;
}

/** An upper bound of the magnitude of eigenvalues. */
function spectralBound(matrix: NDArray): NDArray {
  const frobenius = sqrt(matrix.mul(matrix).sum());
  return matrix.size === 0 ? frobenius : minimum(frobenius, matrix.abs().sum(0).max());
}
