import { equal, expandDims, linalg, stack, where, type NDArray } from "@proj/array";
import { checkPlaneVectors } from "./plane-vectors.ts";

/**
 * Vectors turned so that a direction becomes the first axis: what is along it comes first, what is to its left second.
 *
 * Velocities and forces of reaches in several directions can be compared, averaged and plotted so.
 *
 * @param vectors - `[..., 2]`
 * @param direction - of any length but zero, `[..., 2]`; its leading axes broadcast against those of `vectors`. The vector of zeros
 *   turns nothing.
 * @returns along and across, `[..., 2]`
 * @throws UsageError if the last axis is not x and y.
 * @example
 * import { array } from "@proj/array";
 * import { alignToDirection } from "@proj/feedbax";
 * alignToDirection(array([0, 3]), array([0, 2])).toList(); // ≈ [3, 0]
 * alignToDirection(array([-1, 3]), array([0, 2])).toList(); // ≈ [3, 1]
 */
export function alignToDirection(vectors: NDArray, direction: NDArray): NDArray {
  checkPlaneVectors("alignToDirection", "vectors", vectors);
  checkPlaneVectors("alignToDirection", "direction", direction);
  const length = linalg.norm(direction, { axis: -1 });
  const isNone = equal(length, 0);
  const divisor = where(isNone, 1, length);
  const cos = where(isNone, 1, direction.get("...", 0).div(divisor));
  const sin = direction.get("...", 1).div(divisor);
  const [x, y] = [vectors.get("...", 0), vectors.get("...", 1)];
  return stack([x.mul(cos).add(y.mul(sin)), y.mul(cos).sub(x.mul(sin))], { axis: -1 });
}

/**
 * Paths moved and turned so that each begins in the origin with its goal on the first axis.
 *
 * @param positions - `[..., time, 2]`
 * @param start - where the line to the goal begins, `[..., 2]`
 * @param goal - `[..., 2]`
 * @returns how far along the line and how far to its left, `[..., time, 2]`
 * @throws UsageError if the last axis of one is not x and y.
 * @example
 * import { array } from "@proj/array";
 * import { alignedPaths } from "@proj/feedbax";
 * const path = array([[1, 1], [0.9, 2], [1, 3]]);
 * alignedPaths(path, array([1, 1]), array([1, 3])).toList(); // ≈ [[0, 0], [1, 0.1], [2, 0]]
 */
export function alignedPaths(positions: NDArray, start: NDArray, goal: NDArray): NDArray {
  checkPlaneVectors("alignedPaths", "positions", positions, 2);
  checkPlaneVectors("alignedPaths", "start", start);
  checkPlaneVectors("alignedPaths", "goal", goal);
  return alignToDirection(positions.sub(expandDims(start, -2)), expandDims(goal.sub(start), -2));
}
