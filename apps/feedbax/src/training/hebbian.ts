import { diff, eye, moveaxis, stack, type NDArray } from "@proj/array";

/**
 * Activity smoothed in time: each value is a part of the new one and the rest of the smoothed one before.
 *
 * @param x - float[..., T, ...].
 * @param alpha - how much of each new value counts, from 0 to 1; more than 1 counts as 1.
 * @param initWindow - of how many values the mean is what smoothing begins with. Default 1.
 * @param axis - time. Default -1.
 * @example
 * import { array } from "@proj/array";
 * import { exponentialSmoothing } from "@proj/feedbax";
 * exponentialSmoothing(array([0, 4, 4]), 0.5).toList(); // → [0, 2, 3]
 */
export function exponentialSmoothing(x: NDArray, alpha: number, initWindow = 1, axis = -1): NDArray {
  const inTime = moveaxis(x, axis, 0);
  const steps = inTime.shape[0] ?? 0;
  const part = Math.min(Math.max(alpha, 0), 1);
  let before = inTime.get(`:${initWindow}`).mean({ axis: 0 });
  const smoothed: NDArray[] = [];
  for (let step = 0; step < steps; step++) {
    before = inTime
      .get(step)
      .mul(part)
      .add(before.mul(1 - part));
    smoothed.push(before);
  }
  return moveaxis(stack(smoothed), 0, axis);
}

/** The products of all pairs of units at each time, [..., units, units]. */
function outer(x: NDArray): NDArray {
  return x.reshape([...x.shape, 1]).mul(x.reshape([...x.shape.slice(0, -1), 1, x.shape.at(-1)!]));
}

/**
 * Hebb's rule: weights between units grow with the product of their activities.
 *
 * @param activity - float[..., units].
 * @returns float[..., units, units]; average it over trials and time.
 * @example
 * import { array } from "@proj/array";
 * import { hebbRule } from "@proj/feedbax";
 * hebbRule(array([1, 2])).toList(); // → [[1, 2], [2, 4]]
 */
export function hebbRule(activity: NDArray): NDArray {
  return outer(activity);
}

/**
 * The differential Hebb rule: weights grow with the product of changes of activity.
 *
 * @param activity - float[..., T, units].
 * @returns float[..., T - 1, units, units].
 * @example
 * import { array } from "@proj/array";
 * import { hebbDifferentialRule } from "@proj/feedbax";
 * hebbDifferentialRule(array([[0, 0], [1, 2]])).toList(); // → [[[1, 2], [2, 4]]]
 */
export function hebbDifferentialRule(activity: NDArray): NDArray {
  return outer(diff(activity, { axis: -2 }));
}

/**
 * The covariance rule: weights grow with the product of deviations from smoothed activity.
 *
 * @param activity - float[..., T, units].
 * @param alpha - of the smoothing.
 * @param initWindow - of the smoothing. Default 1.
 * @returns float[..., T, units, units].
 * @example
 * import { array } from "@proj/array";
 * import { hebbCovarianceRule } from "@proj/feedbax";
 * hebbCovarianceRule(array([[0], [4]]), 0.5).toList(); // → [[[0]], [[4]]]
 */
export function hebbCovarianceRule(activity: NDArray, alpha: number, initWindow = 1): NDArray {
  return outer(activity.sub(exponentialSmoothing(activity, alpha, initWindow, -2)));
}

/**
 * Oja's term, which keeps weights that grow by Hebb's rule from growing without bound: -x² W, with the activity of the unit of each column, as in
 * Feedbax.
 *
 * @param activity - float[..., units].
 * @param weights - float[units, units].
 * @returns float[..., units, units].
 * @example
 * import { array } from "@proj/array";
 * import { ojaTerm } from "@proj/feedbax";
 * ojaTerm(array([2, 1]), array([[1, 1], [3, 1]])).toList(); // → [[-4, -1], [-12, -1]]
 */
export function ojaTerm(activity: NDArray, weights: NDArray): NDArray {
  const squares = activity.mul(activity);
  return squares
    .reshape([...squares.shape.slice(0, -1), 1, squares.shape.at(-1)!])
    .mul(weights)
    .neg();
}

/**
 * A square matrix with zeros on its diagonal: no unit listens to itself.
 *
 * @param weights - float[..., units, units].
 * @example
 * import { array } from "@proj/array";
 * import { maskDiagonal } from "@proj/feedbax";
 * maskDiagonal(array([[1, 2], [3, 4]])).toList(); // → [[0, 2], [3, 0]]
 */
export function maskDiagonal(weights: NDArray): NDArray {
  return weights.mul(eye(weights.shape.at(-1)!).neg().add(1));
}
