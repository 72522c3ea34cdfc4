import type { ArrayLike } from "../core/operands.ts";
import { complexEigenpairs, complexEigenvalues } from "../lax/linalg/complex-schur.ts";
import { generalEigenpairs } from "../lax/linalg/eig.ts";
import { diagonalOf } from "../lax/linalg/matrices.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { isComplex } from "./complex/adjoint.ts";
import { squareMatrices } from "./systems.ts";

/**
 * Eigenvalues and eigenvectors of matrices, which the host finds.
 *
 * @param a - `[..., n, n]`
 * @returns the eigenvalues, complex[..., n], in no particular order; and the eigenvectors as columns of length 1, complex[..., n, n].
 * @throws UsageError for matrices that are not square.
 * @example
 * import { array, real } from "@proj/array";
 * import { eig } from "@proj/array/linalg";
 * const [w, v] = eig(array([[0, 1], [-1, 0]]));
 * real(w); // → [0, 0]
 */
export function eig(a: ArrayLike): readonly [w: NDArray, v: NDArray] {
  const x = squareMatrices("eig", a);
  if (isComplex(x)) {
    const [t, v] = complexEigenpairs(x);
    return [diagonalOf(t), v];
  }
  const [w, v] = generalEigenpairs(x, true);
  return [w!, v!];
}

/**
 * The eigenvalues of matrices, which the host finds. They have a first derivative, which is not finite where eigenvectors are dependent.
 *
 * @param a - `[..., n, n]`
 * @returns complex[..., n], in no particular order.
 * @throws UsageError for matrices that are not square.
 * @example
 * import { array, real } from "@proj/array";
 * import { eigvals } from "@proj/array/linalg";
 * real(eigvals(array([[2, 1], [0, 3]]))); // → [2, 3]
 */
export function eigvals(a: ArrayLike): NDArray {
  const x = squareMatrices("eigvals", a);
  return isComplex(x) ? complexEigenvalues(x) : generalEigenpairs(x, false)[0]!;
}
