import { abs, argmax, diff, linalg, takeAlongAxis, expandDims, type NDArray } from "@proj/array";
import { alignedPaths } from "./align-to-direction.ts";
import { checkPlaneVectors } from "./plane-vectors.ts";

/**
 * How far from the goal each path ends.
 *
 * @param positions - `[..., time, 2]`
 * @param goal - `[..., 2]`
 * @returns `[...]`, in the unit of the positions.
 * @throws UsageError if the last axis of one is not x and y.
 * @example
 * import { array } from "@proj/array";
 * import { endPointError } from "@proj/feedbax";
 * endPointError(array([[0, 0], [3, 0]]), array([3, 4])).item(); // → 4
 */
export function endPointError(positions: NDArray, goal: NDArray): NDArray {
  checkPlaneVectors("endPointError", "positions", positions, 2);
  checkPlaneVectors("endPointError", "goal", goal);
  return linalg.norm(positions.get("...", -1, ":").sub(goal), { axis: -1 });
}

/**
 * The speed at each step.
 *
 * @param velocities - `[..., 2]`
 * @returns `[...]`, in the unit of the velocities.
 * @throws UsageError if the last axis is not x and y.
 * @example
 * import { array } from "@proj/array";
 * import { speedProfile } from "@proj/feedbax";
 * speedProfile(array([[0, 0], [3, 4]])).toList(); // → [0, 5]
 */
export function speedProfile(velocities: NDArray): NDArray {
  checkPlaneVectors("speedProfile", "velocities", velocities);
  return linalg.norm(velocities, { axis: -1 });
}

/** The largest speed of movements, and when they have it. */
export interface PeakSpeed {
  /** The largest speed, `[...]`. */
  readonly speed: NDArray;
  /** The number of the step that has it, the first of several, int32 `[...]`. */
  readonly step: NDArray;
}

/**
 * The largest speed of each movement, and when it has it.
 *
 * @param velocities - `[..., time, 2]`
 * @throws UsageError if the last axis is not x and y.
 * @example
 * import { array } from "@proj/array";
 * import { peakSpeed } from "@proj/feedbax";
 * const { speed, step } = peakSpeed(array([[0, 0], [3, 4], [1, 0]]));
 * [speed.item(), step.item()]; // → [5, 1]
 */
export function peakSpeed(velocities: NDArray): PeakSpeed {
  checkPlaneVectors("peakSpeed", "velocities", velocities, 2);
  const speed = speedProfile(velocities);
  return { speed: speed.max({ axis: -1 }), step: argmax(speed, -1) };
}

/**
 * How far a path lies to the left of the line from its start to its goal where it is farthest from it; negative on the right.
 *
 * It tells how much a force field that pushes sideways has displaced a reach, and after-effects by their opposite sign.
 *
 * @param positions - `[..., time, 2]`
 * @param start - `[..., 2]`
 * @param goal - `[..., 2]`
 * @returns `[...]`, in the unit of the positions.
 * @throws UsageError if the last axis of one is not x and y.
 * @example
 * import { array } from "@proj/array";
 * import { lateralDeviation } from "@proj/feedbax";
 * lateralDeviation(array([[0, 0], [1, -0.5], [2, 0.25]]), array([0, 0]), array([2, 0])).item(); // → -0.5
 */
export function lateralDeviation(positions: NDArray, start: NDArray, goal: NDArray): NDArray {
  checkPlaneVectors("lateralDeviation", "positions", positions, 2);
  const across = alignedPaths(positions, start, goal).get("...", 1);
  const farthest = expandDims(argmax(abs(across), -1), -1);
  return takeAlongAxis(across, farthest, -1).get("...", 0);
}

/**
 * The length of each path.
 *
 * @param positions - `[..., time, 2]`
 * @returns `[...]`, in the unit of the positions.
 * @throws UsageError if the last axis is not x and y.
 * @example
 * import { array } from "@proj/array";
 * import { pathLength } from "@proj/feedbax";
 * pathLength(array([[0, 0], [3, 4], [3, 5]])).item(); // → 6
 */
export function pathLength(positions: NDArray): NDArray {
  checkPlaneVectors("pathLength", "positions", positions, 2);
  return linalg.norm(diff(positions, { axis: -2 }), { axis: -1 }).sum({ axis: -1 });
}
