import { eye, ravelTree, type NDArray } from "@proj/array";
import { vmap } from "@proj/autodiff";

/** A linear map from trees of arrays to trees of the same structure. */
export interface LinearMap<Y = unknown> {
  apply(this: void, x: Y): Y;
  /** A tree like its arguments. */
  readonly like: Y;
}

/** What a linear solver gives: the solution, and how it went (an int32 code of {@link RESULTS}). */
export interface LinearSolution<Y> {
  readonly value: Y;
  readonly result: NDArray;
}

/** Solves linear systems, several with one preparation. */
export interface LinearSolver<State = unknown> {
  /** What is the same for all right sides, such as a factorisation. */
  init(map: LinearMap): State;
  /** The x that the map takes to `b`. */
  solve<Y>(state: State, b: Y): LinearSolution<Y>;
}

/** A linear map as a matrix, for the leaves of its trees in one row. */
export function matrixOf<Y>({ apply, like }: LinearMap<Y>): NDArray {
  const [vector, unravel] = ravelTree(like as unknown);
  const column = (x: NDArray): NDArray => ravelTree(apply(unravel(x) as Y) as unknown)[0];
  return vmap(column, { outAxes: 1 })(eye(vector.size, { dtype: vector.dtype }));
}
