import { full, logicalAnd, whileLoop } from "@proj/array";
import { iterativeSolve, residualLimit, type Iteration } from "./iterative-solve.ts";
import type { LinearOperator } from "./linear-operator.ts";
import type { IterativeSolveOptions } from "./options.ts";
import { dtypeOfTree, minus, plus, realInner, times } from "./vectors.ts";

/**
 * The solution of A x = b by conjugate gradients, for a map that is its own adjoint and positive definite.
 *
 * Its derivative is the solution of such a system again, and as accurate as that.
 *
 * @param A - a matrix, or a function from a tree of arrays to a tree like it.
 * @param b - the right side: an array or a tree of arrays.
 * @param x0 - where it begins, default zeros; or options.
 * @param options - see {@link IterativeSolveOptions}.
 * @returns the solution, and `null`, as JAX says nothing of convergence either.
 * @throws UsageError for a matrix that is not square, a right side without floats, and a guess of another form.
 * @example
 * import { array } from "@proj/array";
 * import { cg } from "@proj/autodiff/sparse-linalg";
 * const [x] = cg(array([[2, 1], [1, 3]]), array([4, 7]));
 * x; // ≈ [1, 2]
 */
export function cg<B>(
  A: LinearOperator<B>,
  b: B,
  x0?: B | null | IterativeSolveOptions<B>,
  options?: IterativeSolveOptions<B>,
): readonly [x: B, info: null] {
  return iterativeSolve("cg", A, b, [x0, options], conjugateGradients, true);
}

/** Conjugate gradients with a preconditioner (Hestenes & Stiefel 1952). */
function conjugateGradients<B>(A: (x: B) => B, b: B, iteration: Iteration<B>): B {
  const { x0, maxiter, M } = iteration;
  const limit = residualLimit(b, iteration);
  const residual = minus(b, A(x0));
  const direction = M === null ? residual : M(residual);
  const dtype = dtypeOfTree(direction);
  const gamma = realInner(residual, direction).astype(dtype);
  const start = { x: x0, residual, gamma, direction, step: full([], 0, "int32") };
  return whileLoop(
    ({ residual: r, step }: typeof start) => logicalAnd(realInner(r, r).gt(limit), step.lt(maxiter)),
    ({ x, residual: r, gamma: g, direction: p, step }) => {
      const image = A(p);
      const alpha = g.div(realInner(p, image).astype(dtype));
      const next = minus(r, times(alpha, image));
      const turned = M === null ? next : M(next);
      const nextGamma = realInner(next, turned).astype(dtype);
      return {
        x: plus(x, times(alpha, p)),
        residual: next,
        gamma: nextGamma,
        direction: plus(turned, times(nextGamma.div(g), p)),
        step: step.add(1),
      };
    },
    start,
  ).x;
}
