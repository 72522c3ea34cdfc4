import type { NDArray } from "../../ndarray/ndarray.ts";
import { add, mul, sub } from "../binary.ts";
import { fullLike } from "../elementwise.ts";
import { concatenate, sliceInDim } from "../movement.ts";
import { reduceSum } from "../reduction.ts";
import { neg } from "../unary.ts";
import { linearSolve } from "./linear-solve.ts";
import { lu } from "./lu.ts";
import { matrixTranspose } from "./matrices.ts";

/*
 * How eigenvalues move with a matrix that need not be symmetric: with its eigenvectors as the columns of v, dλ is the diagonal of v⁻¹·da·v
 * (J. R. Magnus, "On differentiating eigenvalues and eigenvectors", 1985). Where eigenvectors are dependent it is not finite.
 */

/** Real and imaginary parts. */
export type Parts<Part = NDArray> = readonly [re: Part, im: Part];

/**
 * The tangents of eigenvalues, real and imaginary parts.
 *
 * @param v - the eigenvectors as columns, [..., n, n].
 * @param da - the tangent of the matrix; `null` is zero, but for both.
 */
export function eigenvalueTangents([vr, vi]: Parts, [dr, di]: Parts<NDArray | null>): Parts {
  const rank = vr.ndim;
  const n = vr.shape[rank - 1]!;
  const [rows, columns] = [rank - 2, rank - 1];
  const zeros = fullLike(vr, 0);
  // A complex system is a real one of twice the size.
  const system = concatenate([concatenate([vr, neg(vi)], columns), concatenate([vi, vr], columns)], rows);
  const [factors, , permutation] = lu(system);
  const right = concatenate([dr ?? zeros, di ?? zeros], rows);
  const x = linearSolve(system, factors, permutation, right, { factors: "lu", transposed: false });
  const [xr, xi] = [sliceInDim(x, 0, n, 1, rows), sliceInDim(x, n, 2 * n, 1, rows)];
  const [tr, ti] = [matrixTranspose(vr), matrixTranspose(vi)];
  return [reduceSum(sub(mul(xr, tr), mul(xi, ti)), [columns]), reduceSum(add(mul(xr, ti), mul(xi, tr)), [columns])];
}
