import type { ArrayLike } from "../core/operands.ts";
import { generalEigenpairs } from "../lax/linalg/eig.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { squareMatrices } from "./systems.ts";

/**
 * Eigenvalues and eigenvectors of real matrices, on the host.
 *
 * @param a - `[..., n, n]`
 * @returns the eigenvalues, complex[..., n], in no particular order; and the eigenvectors as columns of length 1, complex[..., n, n].
 * @throws UsageError for matrices that are not square, and inside of compiled functions.
 * @example
 * import { array, real } from "@proj/array";
 * import { eig } from "@proj/array/linalg";
 * const [w, v] = eig(array([[0, 1], [-1, 0]]));
 * real(w); // → [0, 0]
 */
export function eig(a: ArrayLike): readonly [w: NDArray, v: NDArray] {
  const [w, v] = generalEigenpairs(squareMatrices("eig", a), true);
  return [w!, v!];
}

/**
 * The eigenvalues of real matrices, on the host.
 *
 * @param a - `[..., n, n]`
 * @returns complex[..., n], in no particular order.
 * @throws UsageError for matrices that are not square, and inside of compiled functions.
 * @example
 * import { array, real } from "@proj/array";
 * import { eigvals } from "@proj/array/linalg";
 * real(eigvals(array([[2, 1], [0, 3]]))); // → [2, 3]
 */
export function eigvals(a: ArrayLike): NDArray {
  return generalEigenpairs(squareMatrices("eigvals", a), false)[0]!;
}
