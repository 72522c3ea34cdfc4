import { full, logicalAnd, logicalOr, where, whileLoop, type NDArray } from "@proj/array";
import { iterativeSolve, residualLimit, type Iteration } from "./iterative-solve.ts";
import type { LinearOperator } from "./linear-operator.ts";
import type { IterativeSolveOptions } from "./options.ts";
import { choose, dtypeOfTree, inner, minus, plus, realInner, times } from "./vectors.ts";

/**
 * The solution of A x = b by stabilised biconjugate gradients, for any map.
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
 * import { bicgstab } from "@proj/autodiff/sparse-linalg";
 * const [x] = bicgstab(array([[2, 1], [0, 3]]), array([4, 6]));
 * x; // ≈ [1, 2]
 */
export function bicgstab<B>(
  A: LinearOperator<B>,
  b: B,
  x0?: B | null | IterativeSolveOptions<B>,
  options?: IterativeSolveOptions<B>,
): readonly [x: B, info: null] {
  return iterativeSolve("bicgstab", A, b, [x0, options], biconjugateGradients, false);
}

/** Stabilised biconjugate gradients with a preconditioner (van der Vorst 1992). */
function biconjugateGradients<B>(A: (x: B) => B, b: B, iteration: Iteration<B>): B {
  const { x0, maxiter } = iteration;
  const M = iteration.M ?? ((x: B) => x);
  const limit = residualLimit(b, iteration);
  const shadow = minus(b, A(x0));
  const one = full([], 1, dtypeOfTree(b));
  const start = {
    x: x0,
    residual: shadow,
    alpha: one,
    omega: one,
    rho: one,
    direction: shadow,
    image: shadow,
    // Below 0 where a step divided by 0.
    step: full([], 0, "int32"),
  };
  const isNull = (x: NDArray): NDArray => x.eq(0);
  return whileLoop(
    ({ residual, step }: typeof start) =>
      logicalAnd(realInner(residual, residual).gt(limit), logicalAnd(step.lt(maxiter), step.ge(0))),
    (now) => {
      const rho = inner(shadow, now.residual);
      const beta = rho.div(now.rho).mul(now.alpha).div(now.omega);
      const direction = plus(now.residual, times(beta, minus(now.direction, times(now.omega, now.image))));
      const ahead = M(direction);
      const image = A(ahead);
      const alpha = rho.div(inner(shadow, image));
      const half = minus(now.residual, times(alpha, image));
      const isEnough = realInner(half, half).lt(limit);
      const corrected = M(half);
      const turned = A(corrected);
      const omega = inner(turned, half).div(inner(turned, turned));
      const near = plus(now.x, times(alpha, ahead));
      const broken = logicalOr(logicalOr(isNull(omega), isNull(alpha)), isNull(rho));
      return {
        x: choose(isEnough, near, plus(near, times(omega, corrected))),
        residual: choose(isEnough, half, minus(half, times(omega, turned))),
        alpha,
        omega,
        rho,
        direction,
        image,
        step: where(broken, -1, now.step.add(1)),
      };
    },
    start,
  ).x;
}
