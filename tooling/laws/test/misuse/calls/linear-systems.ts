import { array } from "@proj/array";
import { argument, list, options, x } from "../arguments.ts";
import type { Call } from "../calls.ts";

const matrix = array([
  [2, 1],
  [1, 3],
]);
const pivots = array([1, 1], { dtype: "int32" });

/** Factorisations of `@proj/array/linalg`, and what is solved with them. */
export const linearSystems: Record<string, Call> = {
  choFactor: [x(matrix), options({ lower: true })],
  cholesky: [x(matrix), options({ upper: true, symmetrizeInput: false })],
  choSolve: [argument([matrix, true], [matrix], [matrix, 1], "text", null, undefined, 1n, () => 1), x(matrix)],
  det: [x(matrix)],
  inv: [x(matrix)],
  lu: [x(matrix), options({ permuteL: true })],
  luFactor: [x(matrix)],
  luSolve: [list([matrix, pivots]), x(matrix), options({ trans: 1 })],
  slogdet: [x(matrix), options({ method: "qr" })],
  solve: [x(matrix), x(matrix), options({ assumeA: "pos", lower: true })],
  solveTriangular: [x(matrix), x(matrix), options({ trans: "T", lower: true, unitDiagonal: true })],
};
