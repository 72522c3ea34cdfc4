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
  convolutionMatrix: [x(), integer(2), options({ mode: "same" })],
  cross: [x(array([1, 0, 0])), x(array([0, 1, 0])), axis(0)],
  diagonal: [x(matrix), options({ offset: 1 })],
  eigh: [x(matrix), options({ UPLO: "L", symmetrizeInput: true })],
  eigvalsh: [x(matrix), options({ UPLO: "L", symmetrizeInput: true })],
  fiedler: [x()],
  fiedlerCompanion: [x()],
  hadamard: [integer(2), options({ dtype: "int32" })],
  hankel: [x()],
  helmert: [integer(2), options({ full: true })],
  hilbert: [integer(2)],
  invhilbert: [integer(2)],
  invpascal: [integer(2), options({ kind: "lower" })],
  leslie: [x(), x(array([0.5]))],
  lstsq: [x(matrix), x(), options({ rcond: 0.1, numpyResid: false })],
  matrixNorm: [x(matrix), options({ keepdims: true, ord: 1 })],
  matrixRank: [x(matrix), options({ rtol: 0.1, hermitian: true })],
  multiDot: [list([matrix, matrix])],
  norm: [x(matrix), options({ ord: 1, axis: [0, 1], keepdims: true })],
  outer: [x(), x()],
  pascal: [integer(2), options({ kind: "lower" })],
  pinv: [x(matrix), options({ rtol: 0.1, hermitian: true })],
  qr: [x(matrix), options({ mode: "reduced" })],
  svd: [x(matrix), options({ fullMatrices: false, computeUv: true, hermitian: false })],
  svdvals: [x(matrix)],
  toeplitz: [x()],
  trace: [x(matrix), options({ offset: 1, dtype: "float32" })],
  vectorNorm: [x(), options({ axis: 0, keepdims: true, ord: 1 })],
};
