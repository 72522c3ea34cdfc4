import { add, eq, gt, lt } from "../../lax/binary.ts";
import { complex, convertElementType, real, select } from "../../lax/elementwise.ts";
import { diagonalOf, matrixProduct } from "../../lax/linalg/matrices.ts";
import { tridiagonalEigenpairs } from "../../lax/linalg/tridiagonal-eigh.ts";
import { broadcastedIota, pad, slice } from "../../lax/movement.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { adjoint } from "./adjoint.ts";
import { unitaryTridiagonal } from "./reflectors.ts";

/** The Hermitian matrices of which one triangle is given; imaginary parts on the diagonal are not read. */
export function fromTriangle(x: NDArray, lower: boolean): NDArray {
  const [rows, columns] = [
    broadcastedIota("int32", x.shape, x.ndim - 2),
    broadcastedIota("int32", x.shape, x.ndim - 1),
  ];
  const beside = select(lower ? gt(rows, columns) : lt(rows, columns), x, 0);
  const diagonal = select(eq(rows, columns), complex(real(x), 0), 0);
  return add(diagonal, add(beside, adjoint(beside)));
}

/** Eigenvectors and eigenvalues of Hermitian matrices, of which one triangle is read; or the latter alone. */
export function hermitianEigenpairs(x: NDArray, lower: boolean, vectors: boolean): readonly NDArray[] {
  const n = x.shape.at(-1)!;
  const [q, t] = unitaryTridiagonal(fromTriangle(x, lower));
  const batch = t.shape.slice(0, -2);
  const none = batch.map(() => 0);
  const below = slice(t, [...none, Math.min(1, n), 0], [...batch, n, Math.max(0, n - 1)]);
  const beside = pad(diagonalOf(below), 0, [...none, 0], [...none, Math.min(1, n)], [...none, 0]);
  const [v, w] = tridiagonalEigenpairs(diagonalOf(t), beside, true) as [NDArray, NDArray];
  return vectors ? [matrixProduct(q, convertElementType(v, x.dtype)), w] : [w];
}
