import { eye, full, isfinite, logicalAnd, logicalNot, outer, where, whileLoop, type NDArray } from "@proj/array";
import { norm, vectorNorm } from "@proj/array/linalg";
import { count, lineSearch } from "./line-search.ts";

/** How the search for a minimum ended. */
export interface OptimizeResults {
  /** The place that was found. */
  readonly x: NDArray;
  /** Whether it is a minimum: bool[]. */
  readonly success: NDArray;
  /** Why it ended: 0 at a minimum, 1 after `maxiter` steps, 3 or 5 where no step along the direction was found. */
  readonly status: NDArray;
  /** The value there. */
  readonly fun: NDArray;
  /** The gradient there. */
  readonly jac: NDArray;
  /** An estimate of the inverse of the Hessian there. */
  readonly hessInv: NDArray;
  /** How often the function was evaluated. */
  readonly nfev: NDArray;
  /** How often the gradient was evaluated. */
  readonly njev: NDArray;
  /** How many steps were taken. */
  readonly nit: NDArray;
}

/** Options of the method. */
export interface BfgsOptions {
  /** How many steps are taken; default 200 for each variable. */
  readonly maxiter?: number | null;
  /** Which norm of the gradient has to be small, as of `linalg.norm`; default Infinity, the largest element. */
  readonly norm?: number;
  /** How small; default 1e-5. */
  readonly gtol?: number;
  /** How many steps are tried along a direction; default 10. */
  readonly lineSearchMaxiter?: number;
}

/**
 * The method of Broyden, Fletcher, Goldfarb and Shanno (Nocedal & Wright, Numerical Optimization, algorithm 6.1).
 *
 * @param valueAndGradient - the function.
 * @param x0 - float[n], where it begins.
 */
export function bfgs(
  valueAndGradient: (x: NDArray) => readonly [value: NDArray, gradient: NDArray],
  x0: NDArray,
  options: BfgsOptions,
): OptimizeResults {
  const { norm: ord = Infinity, gtol = 1e-5, lineSearchMaxiter = 10 } = options;
  const most = options.maxiter ?? 200 * x0.size;
  const identity = eye(x0.size, { dtype: x0.dtype });
  const isSmall = (gradient: NDArray): NDArray => norm(gradient, { ord }).lt(gtol);
  const [value, gradient] = valueAndGradient(x0);
  const start = {
    converged: isSmall(gradient),
    failed: full([], false, "bool"),
    steps: count(0),
    evaluations: count(1),
    lineSearchStatus: count(0),
    x: x0,
    value,
    previousValue: value.add(vectorNorm(gradient).div(2)),
    gradient,
    inverse: identity,
  };
  const end = whileLoop(
    ({ converged, failed, steps }: typeof start) =>
      logicalAnd(logicalAnd(logicalNot(converged), logicalNot(failed)), steps.lt(most)),
    (now) => {
      const direction = now.inverse.matmul(now.gradient).neg();
      const { x, previousValue } = now;
      const from = { x, direction, value: now.value, previousValue, gradient: now.gradient };
      const found = lineSearch(valueAndGradient, from, lineSearchMaxiter);
      const moved = direction.mul(found.step);
      const turned = found.gradient.sub(now.gradient);
      const rho = turned.dot(moved).pow(-1);
      const w = identity.sub(outer(moved, turned).mul(rho));
      const inverse = w
        .matmul(now.inverse)
        .matmul(w.T)
        .add(outer(moved.mul(rho), moved));
      return {
        converged: isSmall(found.gradient),
        failed: found.failed,
        steps: now.steps.add(1),
        evaluations: now.evaluations.add(found.evaluations),
        lineSearchStatus: found.status,
        x: x.add(moved),
        value: found.value,
        previousValue: now.value,
        gradient: found.gradient,
        inverse: where(isfinite(rho), inverse, now.inverse),
      };
    },
    start,
  );
  const { converged, failed, steps, evaluations } = end;
  const otherwise = where(failed, end.lineSearchStatus.add(2), -1);
  return {
    x: end.x,
    success: logicalAnd(converged, logicalNot(failed)),
    status: where(converged, 0, where(steps.eq(most), 1, otherwise)),
    fun: end.value,
    jac: end.gradient,
    hessInv: end.inverse,
    nfev: evaluations,
    njev: evaluations,
    nit: steps,
  };
}
