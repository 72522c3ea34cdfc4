import { all, isfinite, ravelTree, where, type NDArray } from "@proj/array";
import { luFactor, luSolve, qr, solveTriangular } from "@proj/array/linalg";
import { RESULTS } from "../result.ts";
import { TreeRecord } from "../tree-record.ts";
import { matrixOf, type LinearMap, type LinearSolution, type LinearSolver } from "./linear-solver.ts";

/** The solution as a tree like the right side, with the result that follows from its values. */
function solutionOf<Y>(b: Y, solve: (vector: NDArray) => NDArray): LinearSolution<Y> {
  const [vector, unravel] = ravelTree(b as unknown);
  const x = solve(vector);
  const result = where(all(isfinite(x)), RESULTS.successful, RESULTS.singular).astype("int32");
  return { value: unravel(x) as Y, result };
}

/**
 * Solves linear systems by the LU decomposition of the matrix, with exchanges of rows.
 *
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { LU } from "@proj/ode";
 * const solver = new LU();
 * const state = solver.init({ apply: (x: NDArray) => array([[2, 1], [1, 3]]).dot(x), like: array([0, 0]) });
 * solver.solve(state, array([3, 4])).value.toList(); // → [1, 1]
 */
export class LU extends TreeRecord implements LinearSolver<readonly [lu: NDArray, pivots: NDArray]> {
  init(map: LinearMap): readonly [lu: NDArray, pivots: NDArray] {
    return luFactor(matrixOf(map));
  }

  solve<Y>(state: readonly [lu: NDArray, pivots: NDArray], b: Y): LinearSolution<Y> {
    return solutionOf(b, (vector) => luSolve(state, vector));
  }
}

/**
 * Solves linear systems by the QR decomposition of the matrix: twice the work of {@link LU}, and less sensitive.
 *
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { QR } from "@proj/ode";
 * const solver = new QR();
 * const state = solver.init({ apply: (x: NDArray) => array([[2, 1], [1, 3]]).dot(x), like: array([0, 0]) });
 * solver.solve(state, array([3, 4])).value.toList(); // ≈ [1.000, 1.000]
 */
export class QR extends TreeRecord implements LinearSolver<readonly [q: NDArray, r: NDArray]> {
  init(map: LinearMap): readonly [q: NDArray, r: NDArray] {
    return qr(matrixOf(map), "reduced");
  }

  solve<Y>([q, r]: readonly [q: NDArray, r: NDArray], b: Y): LinearSolution<Y> {
    return solutionOf(b, (vector) => solveTriangular(r, q.T.dot(vector)));
  }
}
