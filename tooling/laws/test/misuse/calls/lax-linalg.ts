import { array } from "@proj/array";
import { integer, options, x } from "../arguments.ts";
import type { Call } from "../calls.ts";

const matrix = array([
  [2, 1],
  [1, 3],
]);

/** The factorisations of `lax.linalg`. */
export const laxLinalg: Record<string, Call> = {
  cholesky: [x(matrix), options({ symmetrizeInput: false })],
  lu: [x(matrix)],
  luPivotsToPermutation: [x(array([1, 1], { dtype: "int32" })), integer(2)],
  choleskyUpdate: [x(matrix), x()],
  eigh: [x(matrix), options({ lower: false, symmetrizeInput: false, sortEigenvalues: true, subsetByIndex: [0, 1] })],
  geqrf: [x(matrix)],
  hessenberg: [x(matrix)],
  householderProduct: [x(matrix), x()],
  qr: [x(matrix), options({ pivoting: true, fullMatrices: false })],
  ormqr: [x(matrix), x(), x(matrix), options({ left: false, transpose: true })],
  schur: [x(matrix)],
  svd: [x(matrix), options({ fullMatrices: false, computeUv: true, subsetByIndex: [0, 1] })],
  symmetricProduct: [x(matrix), x(matrix), options({ alpha: 2, beta: 1, symmetrizeOutput: true })],
  tridiagonal: [x(matrix), options({ lower: false })],
  tridiagonalSolve: [x(), x(), x(), x(matrix)],
  triangularSolve: [
    x(matrix),
    x(matrix),
    options({ leftSide: true, lower: true, transposeA: true, conjugateA: true, unitDiagonal: true }),
  ],
};
