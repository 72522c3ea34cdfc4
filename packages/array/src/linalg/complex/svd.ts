import { convertElementType } from "../../lax/elementwise.ts";
import { matrixProduct } from "../../lax/linalg/matrices.ts";
import { singularTriplets, singularValues } from "../../lax/linalg/svd.ts";
import { concatenate, sliceInDim } from "../../lax/movement.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { adjoint } from "./adjoint.ts";
import { unitaryBidiagonal } from "./reflectors.ts";

/** u, s and vt of complex matrices. */
export function complexTriplets(a: NDArray, fullMatrices: boolean): readonly [u: NDArray, s: NDArray, vt: NDArray] {
  const [m, n] = a.shape.slice(-2) as [number, number];
  if (m < n) {
    const [u, s, vt] = complexTriplets(adjoint(a), fullMatrices);
    return [adjoint(vt), s, adjoint(u)];
  }
  const [u, b, v] = unitaryBidiagonal(a);
  const column = a.ndim - 1;
  const [ub, s, vt] = singularTriplets(sliceInDim(b, 0, n, 1, column - 1), false);
  const thin = matrixProduct(sliceInDim(u, 0, n, 1, column), convertElementType(ub, a.dtype));
  const all = fullMatrices && m > n ? concatenate([thin, sliceInDim(u, n, m, 1, column)], column) : thin;
  return [all, s, matrixProduct(convertElementType(vt, a.dtype), adjoint(v))];
}

/** The singular values of complex matrices. */
export function complexSingularValues(a: NDArray): NDArray {
  const [m, n] = a.shape.slice(-2) as [number, number];
  if (m < n) return complexSingularValues(adjoint(a));
  return singularValues(sliceInDim(unitaryBidiagonal(a)[1], 0, n, 1, a.ndim - 2));
}
