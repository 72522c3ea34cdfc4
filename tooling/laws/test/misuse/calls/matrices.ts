import { array } from "@proj/array";
import { axis, integer, list, options, x } from "../arguments.ts";
import type { Call } from "../calls.ts";

const matrix = array([
  [1, 2],
  [3, 4],
]);

/** Norms, products, structured and named matrices of `@proj/array/linalg`. */
export const matrices: Record<string, Call> = {
  blockDiag: [x(matrix), x(matrix)],
  circulant: [x()],
  companion: [x()],
  convolutionMatrix: [x(), integer(2), options({ mode: "same" })],
  cross: [x(array([1, 0, 0])), x(array([0, 1, 0])), axis(0)],
  diagonal: [x(matrix), options({ offset: 1 })],
  fiedler: [x()],
  fiedlerCompanion: [x()],
  hadamard: [integer(2), options({ dtype: "int32" })],
  hankel: [x()],
  helmert: [integer(2), options({ full: true })],
  hilbert: [integer(2)],
  invhilbert: [integer(2)],
  invpascal: [integer(2), options({ kind: "lower" })],
  leslie: [x(), x(array([0.5]))],
  multiDot: [list([matrix, matrix])],
  outer: [x(), x()],
  pascal: [integer(2), options({ kind: "lower" })],
  toeplitz: [x()],
  trace: [x(matrix), options({ offset: 1, dtype: "float32" })],
  vectorNorm: [x(), options({ axis: 0, keepdims: true, ord: 1 })],
};
