import { UsageError } from "@proj/tree/core";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { shapesEqual } from "../core/types/shape.ts";
import { complexForm, inComplex } from "../lax/linalg/complex-schur.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { squareMatrices } from "./systems.ts";

/**
 * The complex Schur form that belongs to a real one, on the host: t becomes upper triangular, z unitary, and z·t·zᴴ stays the same.
 *
 * @param t - `[..., n, n]`, quasi-triangular, as {@link schur} gives it.
 * @param z - `[..., n, n]`
 * @returns both complex[..., n, n]
 * @throws UsageError for matrices that are not square or not of one shape.
 * @example
 * import { array, abs } from "@proj/array";
 * import { rsf2csf, schur } from "@proj/array/linalg";
 * const [t] = rsf2csf(...schur(array([[0, 1], [-1, 0]])));
 * abs(t.diagonal()); // ≈ [1, 1]
 */
export function rsf2csf(t: ArrayLike, z: ArrayLike): readonly [t: NDArray, z: NDArray] {
  const [form, vectors] = [squareMatrices("rsf2csf", t), squareMatrices("rsf2csf", z)];
  if (!shapesEqual(form.shape, vectors.shape)) {
    throw new UsageError({
      operation: "rsf2csf",
      received: `${form.describe()} and ${toArray(z, "rsf2csf").describe()}`,
      expected: "matrices of one shape",
      remedy: "give the two results of schur: rsf2csf(...schur(a))",
    });
  }
  return complexForm(inComplex(form), inComplex(vectors));
}
