import { expandDims, eye, linalg, logicalAnd, UsageError, where, whileLoop, zeros, type NDArray } from "@proj/array";
import { jacfwd, vmap } from "@proj/autodiff";
import { integerOption, numberOption, readOptions, type OptionReaders } from "@proj/tree/core";

/** Options of {@link fixedPoints}. */
export interface FixedPointsOptions {
  /** A search ends when the speed ½‖F(h) − h‖² is at most this. Default 1e-12. */
  readonly tolerance?: number;
  /** The most steps of one search. Default 200. */
  readonly maxSteps?: number;
}

/** What {@link fixedPoints} found, one entry a start. */
export interface FixedPoints {
  /** Where the search has ended, `[starts, units]`. */
  readonly points: NDArray;
  /**
   * ½‖F(h) − h‖² there, `[starts]`: about 0 at a fixed point; small at a slow point, near which the network lingers; large where the search
   * has found nothing.
   */
  readonly speeds: NDArray;
  /** Derivatives of F there, `[starts, units, units]`. `linalg.eigvals` of them are the spectra: inside the unit circle is stable. */
  readonly jacobians: NDArray;
}

const readers: OptionReaders<FixedPointsOptions> = { tolerance: numberOption, maxSteps: integerOption(1) };

interface Search {
  readonly point: NDArray;
  readonly damping: NDArray;
  readonly speed: NDArray;
  readonly step: NDArray;
}

/**
 * Fixed and slow points of a recurrent network: minima of ½‖F(h) − h‖², from each start by the method of Levenberg and Marquardt.
 *
 * D. Sussillo and O. Barak (2013), Opening the black box: low-dimensional dynamics in high-dimensional recurrent neural networks.
 *
 * @param next - F, the next activity of the hidden units from their activity, `[units]`, with the input held constant.
 * @param starts - where the searches begin, such as activities that trials have visited, `[starts, units]`
 * @param options - see {@link FixedPointsOptions}.
 * @throws UsageError if the starts are no list of activities.
 * @example
 * import { array, tanh } from "@proj/array";
 * import { fixedPoints } from "@proj/feedbax";
 * // One unit that excites itself: 0 is unstable, and two points near ±0.96 are stable.
 * const { points, jacobians } = fixedPoints((h) => tanh(h.mul(2)), array([[1.5], [-1.5], [0.01]]));
 * points.ravel().toList(); // ≈ [0.9575, -0.9575, 0]
 * jacobians.ravel().toList(); // ≈ [0.1664, 0.1664, 2]
 */
export function fixedPoints(
  next: (hidden: NDArray) => NDArray,
  starts: NDArray,
  options?: FixedPointsOptions,
): FixedPoints {
  const { tolerance = 1e-12, maxSteps = 200 } = readOptions("fixedPoints", options, readers);
  if (starts.ndim !== 2) {
    throw new UsageError({
      operation: "fixedPoints",
      received: `starts ${starts.dtype}[${starts.shape.join(",")}]`,
      expected: "starts [starts, units]",
      remedy: "reshape them to one row for each start",
    });
  }
  const units = starts.shape[1] ?? 0;
  const residual = (h: NDArray): NDArray => next(h).sub(h);
  const speedAt = (h: NDArray): NDArray => residual(h).pow(2).sum().mul(0.5);
  const search = (start: NDArray): NDArray =>
    whileLoop<Search>(
      ({ speed, step }) => logicalAnd(speed.gt(tolerance), step.lt(maxSteps)),
      ({ point, damping, speed, step }) => {
        const jacobian = jacfwd(residual)(point);
        const normal = jacobian.mT.matmul(jacobian).add(eye(units, { dtype: starts.dtype }).mul(damping));
        const move = linalg.solve(normal, jacobian.mT.matmul(residual(point)));
        const trial = point.sub(move);
        const trialSpeed = speedAt(trial);
        const isBetter = trialSpeed.lt(speed);
        return {
          point: where(isBetter, trial, point),
          speed: where(isBetter, trialSpeed, speed),
          damping: where(isBetter, damping.div(4), damping.mul(4)),
          step: step.add(1),
        };
      },
      {
        point: start,
        damping: zeros([], { dtype: starts.dtype }).add(1e-2),
        speed: speedAt(start),
        step: zeros([], { dtype: "int32" }),
      },
    ).point;
  const points = vmap(search)(starts);
  return { points, speeds: vmap(speedAt)(points), jacobians: vmap(jacfwd(next))(points) };
}

/**
 * The points among many that differ by more than a distance, the first of each group: the fixed points that a network has, from those
 * that many searches have found.
 *
 * @param points - on the host, `[points, units]`
 * @param distance - in the space of the units.
 * @returns the points that stay, `[k, units]`
 * @example
 * import { array } from "@proj/array";
 * import { distinctPoints } from "@proj/feedbax";
 * distinctPoints(array([[0, 1], [0, 1.001], [2, 2]]), 0.01).toList(); // → [[0, 1], [2, 2]]
 */
export function distinctPoints(points: NDArray, distance: number): NDArray {
  const distances = linalg.norm(expandDims(points, 0).sub(expandDims(points, 1)), { axis: -1 }).toList() as number[][];
  const kept: number[] = [];
  distances.forEach((row, index) => {
    if (kept.every((other) => !((row[other] ?? NaN) <= distance))) kept.push(index);
  });
  return points.get(kept);
}
