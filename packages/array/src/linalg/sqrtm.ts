import { integerOption, readPositionalOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import type { ArrayLike } from "../core/operands.ts";
import { complexSchur, inComplex, triangularSquareRoot } from "../lax/linalg/complex-schur.ts";
import { matrixProduct } from "../lax/linalg/matrices.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { adjoint } from "./complex/adjoint.ts";
import { squareMatrices } from "./systems.ts";

/** Options of {@link sqrtm}. */
export interface SqrtmOptions {
  /** As in SciPy; only 1, the default, is there. */
  readonly blocksize?: number;
}

const readers: OptionReaders<SqrtmOptions> = { blocksize: integerOption(1) };

/**
 * The principal square root of matrices, on the host: s with s·s = a, whose eigenvalues have no negative real parts.
 *
 * @param a - `[..., n, n]`
 * @param options - the size of blocks alone, or {@link SqrtmOptions}.
 * @returns complex[..., n, n]
 * @throws UsageError for matrices that are not square.
 * @example
 * import { array, real } from "@proj/array";
 * import { sqrtm } from "@proj/array/linalg";
 * real(sqrtm(array([[4, 0], [0, 9]]))); // → [[2, 0], [0, 3]]
 */
export function sqrtm(a: ArrayLike, options?: number | SqrtmOptions): NDArray {
  const { blocksize = 1 } = readPositionalOptions<SqrtmOptions>("sqrtm", [options], ["blocksize"], readers);
  if (blocksize > 1) {
    throw new UsageError({
      operation: "sqrtm",
      received: `blocksize: ${blocksize}`,
      expected: "blocks of one element",
      remedy: "leave blocksize out",
    });
  }
  const [t, z] = complexSchur(inComplex(squareMatrices("sqrtm", a)));
  return matrixProduct(matrixProduct(z, triangularSquareRoot(t)), adjoint(z));
}
