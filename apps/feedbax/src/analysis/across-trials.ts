import { sqrt, type Axes, type NDArray } from "@proj/array";

/** A quantity over trials. */
export interface AcrossTrials {
  readonly mean: NDArray;
  /** The standard deviation of a sample, with n − 1 in the denominator; 0 for a single trial. */
  readonly deviation: NDArray;
}

/**
 * Mean and standard deviation over trials, replicates or both: the line and the band of a profile or a learning curve.
 *
 * @param x - any shape.
 * @param axis - the axis, or the axes, of what repeats. Default 0.
 * @example
 * import { array } from "@proj/array";
 * import { acrossTrials } from "@proj/feedbax";
 * const { mean, deviation } = acrossTrials(array([[0, 1], [2, 1]]));
 * mean.toList(); // → [1, 1]
 * deviation.toList(); // ≈ [1.4142, 0]
 */
export function acrossTrials(x: NDArray, axis: Axes = 0): AcrossTrials {
  const mean = x.mean({ axis, keepdims: true });
  const count = x.size / Math.max(mean.size, 1);
  const squares = x.sub(mean).pow(2).sum({ axis });
  return { mean: x.mean({ axis }), deviation: sqrt(squares.div(Math.max(count - 1, 1))) };
}
