import { array } from "@proj/array";
import { options, x } from "../arguments.ts";
import type { Call } from "../calls.ts";

const matrix = array([
  [2, 1],
  [1, 3],
]);

/** The factorisations of `lax.linalg`. */
export const laxLinalg: Record<string, Call> = {
  cholesky: [x(matrix), options({ symmetrizeInput: false })],
  triangularSolve: [
    x(matrix),
    x(matrix),
    options({ leftSide: true, lower: true, transposeA: true, conjugateA: true, unitDiagonal: true }),
  ],
};
