import { all, isfinite, ravelTree, where, type NDArray } from "@proj/array";
import { cg, gmres, type GmresOptions, type IterativeSolveOptions } from "@proj/autodiff/sparse-linalg";
import { RESULTS } from "../result.ts";
import { TreeRecord } from "../tree-record.ts";
import type { LinearMap, LinearSolution, LinearSolver } from "./linear-solver.ts";

/** A solution, with the result that follows from its values. */
function checked<Y>(value: Y): LinearSolution<Y> {
  const [vector] = ravelTree(value as unknown);
  return { value, result: where(all(isfinite(vector)), RESULTS.successful, RESULTS.singular).astype("int32") };
}

/**
 * Solves linear systems by conjugate gradients, without their matrix; for maps that are their own adjoint and positive definite.
 *
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { CG } from "@proj/ode";
 * const solver = new CG();
 * const state = solver.init({ apply: (x: NDArray) => array([[2, 1], [1, 3]]).dot(x), like: array([0, 0]) });
 * solver.solve(state, array([3, 4])).value.toList(); // ≈ [1.000, 1.000]
 */
export class CG extends TreeRecord implements LinearSolver<LinearMap> {
  readonly options: IterativeSolveOptions<NDArray>;

  /** @param options - those of `cg` in `@proj/autodiff/sparse-linalg`; a guess and a preconditioner are for vectors. */
  constructor(options: IterativeSolveOptions<NDArray> = {}) {
    super();
    this.options = options;
    Object.freeze(this);
  }

  init(map: LinearMap): LinearMap {
    return map;
  }

  solve<Y>({ apply }: LinearMap, b: Y): LinearSolution<Y> {
    return checked(solvedAsVectors(apply, b, (A, vector) => cg(A, vector, this.options)[0]));
  }
}

/**
 * Solves linear systems by generalised minimal residuals, without their matrix; for any map.
 *
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { GMRES } from "@proj/ode";
 * const solver = new GMRES();
 * const state = solver.init({ apply: (x: NDArray) => array([[2, 1], [0, 3]]).dot(x), like: array([0, 0]) });
 * solver.solve(state, array([3, 3])).value.toList(); // ≈ [1.000, 1.000]
 */
export class GMRES extends TreeRecord implements LinearSolver<LinearMap> {
  readonly options: GmresOptions<NDArray>;

  /** @param options - those of `gmres` in `@proj/autodiff/sparse-linalg`; a guess and a preconditioner are for vectors. */
  constructor(options: GmresOptions<NDArray> = {}) {
    super();
    this.options = options;
    Object.freeze(this);
  }

  init(map: LinearMap): LinearMap {
    return map;
  }

  solve<Y>({ apply }: LinearMap, b: Y): LinearSolution<Y> {
    return checked(solvedAsVectors(apply, b, (A, vector) => gmres(A, vector, this.options)[0]));
  }
}

function solvedAsVectors<Y>(
  apply: (x: unknown) => unknown,
  b: Y,
  solve: (A: (x: NDArray) => NDArray, b: NDArray) => NDArray,
): Y {
  const [vector, unravel] = ravelTree(b as unknown);
  return unravel(solve((x) => ravelTree(apply(unravel(x)))[0], vector)) as Y;
}
