import { array, type NDArray } from "@proj/array";
import { argument, fn, options, type Argument } from "../arguments.ts";
import type { Call } from "../calls.ts";

const matrix = array([
  [2, 1],
  [1, 3],
]);
const right = array([4, 7]);
const operator = argument(matrix, "text", 3, null, undefined, {}, 1n, right, array([[1, 2]]));
const vector = argument(right, "text", null, undefined, 1n, () => 1, {}, [], array([1, 2], "int32"));
const iterations = { x0: right, tol: 1e-3, atol: 0, maxiter: 3, M: matrix };
const solver = (given: Readonly<Record<string, unknown>>): readonly Argument[] => [operator, vector, options(given)];

/** Linear systems that are solved step by step. */
export const sparseSolvers: Record<string, Call> = {
  cg: solver(iterations),
  bicgstab: solver(iterations),
  gmres: solver({ ...iterations, restart: 2, solveMethod: "batched" }),
};

/** Minima. */
export const minimizers: Record<string, Call> = {
  minimize: [
    fn((x: NDArray) => x.mul(x).sum()),
    argument(right, "text", null, undefined, 3, 1n, () => 1, matrix, array([1, 2], "int32")),
    argument([], "text", null, undefined, 3, {}),
    argument({ method: "BFGS" }, undefined, null, 3, {}, { method: "Newton" }, { method: "BFGS", tolerance: 1 }),
  ],
};
