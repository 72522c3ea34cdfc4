import { div, eq } from "../../lax/binary.ts";
import { conj, select } from "../../lax/elementwise.ts";
import { diagonalOf } from "../../lax/linalg/matrices.ts";
import { solveTriangle } from "../../lax/linalg/triangular-solve.ts";
import { broadcastedIota, broadcastInDim } from "../../lax/movement.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { isComplex } from "./adjoint.ts";
import { asBlocks, asColumns, fromColumns } from "./pairs.ts";

/** Which triangular system is solved: "T" is a transposed one, "C" one with conjugates too. */
interface TriangularForm {
  readonly lower: boolean;
  readonly trans: "N" | "T" | "C";
  readonly unitDiagonal: boolean;
}

/** Solves triangular systems of real or complex numbers. */
export function solveTriangularMatrices(
  a: NDArray,
  b: NDArray,
  { lower, trans, unitDiagonal }: TriangularForm,
): NDArray {
  const transposeA = trans !== "N";
  if (!isComplex(a)) return solveTriangle(a, b, { leftSide: true, lower, transposeA, unitDiagonal });
  // With a real diagonal, the matrix of blocks is triangular too.
  const diagonal = diagonalOf(a);
  const divided = (x: NDArray, by: NDArray): NDArray =>
    unitDiagonal ? x : div(x, broadcastInDim(by, x.shape, [...by.shape.keys()]));
  const ones = unitDiagonal ? withOnes(a) : divided(a, diagonal);
  const unit = asBlocks(trans === "T" ? conj(ones) : ones);
  const solved = (x: NDArray): NDArray =>
    fromColumns(solveTriangle(unit, asColumns(x), { leftSide: true, lower, transposeA, unitDiagonal: true }));
  return transposeA ? divided(solved(b), trans === "C" ? conj(diagonal) : diagonal) : solved(divided(b, diagonal));
}

/** The matrices with ones on their diagonals. */
const withOnes = (a: NDArray): NDArray =>
  select(eq(broadcastedIota("int32", a.shape, a.ndim - 2), broadcastedIota("int32", a.shape, a.ndim - 1)), 1, a);
