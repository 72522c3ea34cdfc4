import { arctan2, cos, equal, hypot, linalg, onesLike, sin, stack, UsageError, where, type NDArray } from "@proj/array";

/** How the activity of units depends on the direction of a movement: `baseline + depth · cos(direction − preferred)`. */
export interface DirectionTuning {
  /** Mean activity over directions that are spread evenly, `[units]`. */
  readonly baseline: NDArray;
  /** How much activity changes with direction, not negative, `[units]`. */
  readonly depth: NDArray;
  /** The direction of largest activity, in radians from −π to π, `[units]`. */
  readonly preferred: NDArray;
  /** The part of the variance over directions that the cosine explains, from 0 to 1; 0 for a unit that does not change, `[units]`. */
  readonly r2: NDArray;
}

/**
 * Fits a cosine to the activity of each unit over the directions of movements, by least squares.
 *
 * A. P. Georgopoulos, J. F. Kalaska, R. Caminiti and J. T. Massey (1982), On the relations between the direction of two-dimensional arm
 * movements and cell discharge in primate motor cortex.
 *
 * @param activity - one value for each movement and unit, such as the mean over the time of the movement, `[movements, units]`
 * @param directions - in radians, `[movements]`; three that differ at least.
 * @throws UsageError if the shapes do not go together.
 * @example
 * import { array, cos, stack } from "@proj/array";
 * import { directionTuning } from "@proj/feedbax";
 * const directions = array([0, 1, 2, 3, 4, 5]);
 * const activity = stack([cos(directions.sub(0.5)).mul(2).add(1)], { axis: 1 });
 * const { baseline, depth, preferred } = directionTuning(activity, directions);
 * [baseline, depth, preferred].map((x) => x.item()); // ≈ [1, 2, 0.5]
 */
export function directionTuning(activity: NDArray, directions: NDArray): DirectionTuning {
  const [movements] = activity.shape;
  if (activity.ndim !== 2 || directions.ndim !== 1 || directions.shape[0] !== movements || (movements ?? 0) < 3) {
    throw new UsageError({
      operation: "directionTuning",
      received: `activity of shape [${activity.shape.join(",")}] and directions of shape [${directions.shape.join(",")}]`,
      expected: "activity [movements, units] and directions [movements], of three movements or more",
      remedy: "take the mean of the activity over time, and one direction for each movement",
    });
  }
  const design = stack([onesLike(directions), cos(directions), sin(directions)], { axis: 1 });
  const [coefficients] = linalg.lstsq(design, activity);
  const [baseline, x, y] = [0, 1, 2].map((row) => coefficients.get(row)) as [NDArray, NDArray, NDArray];
  const variation = activity
    .sub(activity.mean({ axis: 0, keepdims: true }))
    .pow(2)
    .sum({ axis: 0 });
  const rest = activity.sub(design.matmul(coefficients)).pow(2).sum({ axis: 0 });
  const isFlat = equal(variation, 0);
  return {
    baseline,
    depth: hypot(x, y),
    preferred: arctan2(y, x),
    r2: where(
      isFlat,
      0,
      rest
        .div(where(isFlat, 1, variation))
        .neg()
        .add(1),
    ),
  };
}
