import { diff, eye, linalg, maximum, sqrt, stack, UsageError, zeros, type NDArray } from "@proj/array";

/** Linear dynamics that only rotate, fitted to trajectories. */
export interface RotationalDynamics {
  /** The skew-symmetric matrix M of ẋ = M x, `[k, k]`. */
  readonly matrix: NDArray;
  /** Planes of rotation, the fastest first; two orthonormal axes each, `[⌊k/2⌋, k, 2]`. */
  readonly planes: NDArray;
  /** Angular speed in each plane, in radians per unit of `dt`, `[⌊k/2⌋]`. */
  readonly frequencies: NDArray;
  /** The part of the variance of ẋ that rotations explain. */
  readonly r2: NDArray;
  /** The part that any linear dynamics ẋ = A x explains; rotations explain less or as much. */
  readonly r2Linear: NDArray;
}

/**
 * Fits ẋ = M x with a skew-symmetric M to trajectories by least squares, as jPCA does.
 *
 * M. M. Churchland, J. P. Cunningham, M. T. Kaufman, J. D. Foster, P. Nuyujukian, S. I. Ryu and K. V. Shenoy (2012), Neural population
 * dynamics during reaching.
 *
 * @param trajectories - `[..., time, k]`, such as the scores of the first six principal components; x is taken in the middle between steps.
 * @param dt - time between steps. Default 1.
 * @throws UsageError if there are fewer than two steps or two dimensions.
 * @example
 * import { arange, cos, sin, stack } from "@proj/array";
 * import { rotationalDynamics } from "@proj/feedbax";
 * const time = arange(0, 3, 0.01);
 * const circle = stack([cos(time.mul(2)), sin(time.mul(2))], { axis: -1 });
 * const { frequencies, r2 } = rotationalDynamics(circle, 0.01);
 * [frequencies.get(0).item(), r2.item()]; // ≈ [2, 1]
 */
export function rotationalDynamics(trajectories: NDArray, dt = 1): RotationalDynamics {
  const [time = 0, k = 0] = trajectories.shape.slice(-2);
  if (trajectories.ndim < 2 || time < 2 || k < 2) {
    throw new UsageError({
      operation: "rotationalDynamics",
      received: `trajectories ${trajectories.dtype}[${trajectories.shape.join(",")}]`,
      expected: "trajectories [..., time, k], of two steps and two dimensions at least",
      remedy: "put the dimensions along the last axis and time before it",
    });
  }
  const change = diff(trajectories, { axis: -2 }).div(dt).reshape([-1, k]);
  const [before, after] = [trajectories.get("...", ":-1", ":"), trajectories.get("...", "1:", ":")];
  const middle = before.add(after).mul(0.5).reshape([-1, k]);
  // ẋ = M x is, for rows x, Ẋ = X Mᵀ; each skew-symmetric matrix is a sum of rotations of one axis into another.
  const rotations = skewBasis(k, trajectories);
  const features = rotations.map((rotation) => middle.matmul(rotation.mT).ravel());
  const [weights] = linalg.lstsq(stack(features, { axis: 1 }), change.ravel());
  const matrix = rotations
    .map((rotation, index) => rotation.mul(weights.get(index)))
    .reduce((sum, rotation) => sum.add(rotation));
  const [linear] = linalg.lstsq(middle, change);
  // M Mᵀ is symmetric; each plane of rotation is a pair of its eigenvectors of equal eigenvalue, the squared angular speed.
  const [squares, axes] = linalg.eigh(matrix.matmul(matrix.mT));
  const pairs = Array.from({ length: Math.floor(k / 2) }, (_, pair) => k - 1 - 2 * pair);
  return {
    matrix,
    planes: stack(pairs.map((first) => axes.get(":", [first, first - 1]))),
    frequencies: sqrt(maximum(stack(pairs.map((first) => squares.get(first))), 0)),
    r2: explained(change, middle.matmul(matrix.mT)),
    r2Linear: explained(change, middle.matmul(linear)),
  };
}

function explained(change: NDArray, fitted: NDArray): NDArray {
  return change.sub(fitted).pow(2).sum().div(change.pow(2).sum()).neg().add(1);
}

/** The matrices that turn one axis into another, one for each pair of axes. */
function skewBasis(k: number, { dtype }: NDArray): NDArray[] {
  const unit = eye(k, { dtype });
  const turned: NDArray[] = [];
  for (let from = 0; from < k; from++) {
    for (let to = from + 1; to < k; to++) {
      const turn = zeros([k, k], { dtype }).at(to).set(unit.get(from));
      turned.push(turn.sub(turn.mT));
    }
  }
  return turned;
}
