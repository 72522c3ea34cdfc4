import { array } from "@proj/array";
import { axis, integer, list, options, x } from "../arguments.ts";
import type { Call } from "../calls.ts";

const matrix = array([
  [1, 2],
  [3, 4],
]);

/** Norms, products, structured and named matrices, decompositions of `@proj/array/linalg`. */
export const matrices: Record<string, Call> = {
  blockDiag: [x(matrix), x(matrix)],
  circulant: [x()],
  companion: [x()],
  cond: [x(matrix), options({ p: 1 })],
  convolutionMatrix: [x(), integer(2), options({ mode: "same" })],
  cross: [x(array([1, 0, 0])), x(array([0, 1, 0])), axis(0)],
  diagonal: [x(matrix), options({ offset: 1 })],
  eigh: [x(matrix), options({ UPLO: "L", symmetrizeInput: true })],
  eighTridiagonal: [
    x(array([1, 2])),
    x(array([0.5])),
    options({ eigvalsOnly: true, select: "i", selectRange: [0, 1] }),
  ],
  eigvalsh: [x(matrix), options({ UPLO: "L", symmetrizeInput: true })],
  expm: [x(matrix), options({ upperTriangular: true, maxSquarings: 4 })],
  expmFrechet: [x(matrix), x(matrix), options({ method: "SPS", computeExpm: true })],
  fiedler: [x()],
  fiedlerCompanion: [x()],
  hadamard: [integer(2), options({ dtype: "int32" })],
  hankel: [x()],
  helmert: [integer(2), options({ full: true })],
  hessenberg: [x(matrix), options({ calcQ: true })],
  hilbert: [integer(2)],
  invhilbert: [integer(2)],
  invpascal: [integer(2), options({ kind: "lower" })],
  leslie: [x(), x(array([0.5]))],
  lstsq: [x(matrix), x(), options({ rcond: 0.1, numpyResid: false })],
  matrixNorm: [x(matrix), options({ keepdims: true, ord: 1 })],
  matrixPower: [x(matrix), integer(2)],
  matrixRank: [x(matrix), options({ rtol: 0.1, hermitian: true })],
  multiDot: [list([matrix, matrix])],
  norm: [x(matrix), options({ ord: 1, axis: [0, 1], keepdims: true })],
  outer: [x(), x()],
  pascal: [integer(2), options({ kind: "lower" })],
  pinv: [x(matrix), options({ rtol: 0.1, hermitian: true })],
  polar: [x(matrix), options({ side: "left", method: "svd" })],
  qr: [x(matrix), options({ mode: "reduced" })],
  qrMultiply: [x(matrix), x(matrix), options({ mode: "left", conjugate: false })],
  schur: [x(matrix), options({ output: "real" })],
  solveSylvester: [x(matrix), x(matrix), x(matrix), options({ method: "schur", tol: 1e-8 })],
  svd: [x(matrix), options({ fullMatrices: false, computeUv: true, hermitian: false })],
  svdvals: [x(matrix)],
  tensorinv: [x(matrix), integer(1)],
  tensorsolve: [x(matrix), x(), options({ axes: [0] })],
  toeplitz: [x()],
  trace: [x(matrix), options({ offset: 1, dtype: "float32" })],
  vectorNorm: [x(), options({ axis: 0, keepdims: true, ord: 1 })],
};
