import { logaddexp, maximum, minimum, sqrt, type ArrayLike, type NDArray } from "@proj/array";
import { arrayOption, readOptions, type OptionReaders } from "@proj/array/core";
import { errorsOf, floats, reductionReaders, summed, type ReductionOptions } from "./operands.ts";

/**
 * The squared difference of predictions from targets, element by element; without the half of {@link l2Loss}.
 *
 * @param predictions - float[...].
 * @param targets - an array of the same shape; by default predictions are compared with 0.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { squaredError } from "@proj/optim/losses";
 * squaredError(array([1, 3]), array([0, 1])).toList(); // → [1, 4]
 * ```
 */
export function squaredError(predictions: ArrayLike, targets?: ArrayLike | null): NDArray {
  const errors = errorsOf("squaredError", predictions, targets, true);
  return errors.mul(errors);
}

/**
 * Half the squared difference of predictions from targets, element by element (Bishop 2006).
 *
 * @param predictions - float[...].
 * @param targets - an array of the same shape; by default predictions are compared with 0.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { l2Loss } from "@proj/optim/losses";
 * l2Loss(array([1, 3]), array([0, 1])).toList(); // → [0.5, 2]
 * ```
 */
export function l2Loss(predictions: ArrayLike, targets?: ArrayLike | null): NDArray {
  const errors = errorsOf("l2Loss", predictions, targets, true);
  return errors.mul(errors).mul(0.5);
}

/** Options of {@link huberLoss}. */
export interface HuberOptions {
  /** Where the square becomes a line; default 1. */
  readonly delta?: ArrayLike;
}

const huberReaders: OptionReaders<HuberOptions> = { delta: arrayOption };

/**
 * Half the square of small errors, and lines beyond `delta` (Huber 1964).
 *
 * @param predictions - float[...].
 * @param targets - an array of the same shape; by default predictions are compared with 0.
 * @param options - `delta` (default 1).
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { huberLoss } from "@proj/optim/losses";
 * huberLoss(array([0.5, 3])).toList(); // → [0.125, 2.5]
 * ```
 */
export function huberLoss(predictions: ArrayLike, targets?: ArrayLike | null, options?: HuberOptions): NDArray {
  const { delta = 1 } = readOptions("huberLoss", options, huberReaders);
  const size = errorsOf("huberLoss", predictions, targets, false).abs();
  const quadratic = minimum(size, delta);
  return quadratic.mul(quadratic).mul(0.5).add(size.sub(quadratic).mul(delta));
}

/**
 * log(cosh(predictions - targets)): like {@link huberLoss}, and smooth (Chen et al. 2019).
 *
 * @param predictions - float[...].
 * @param targets - an array of the same shape; by default predictions are compared with 0.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { logCosh } from "@proj/optim/losses";
 * logCosh(array([0, 1])).toList(); // ≈ [0, 0.4338]
 * ```
 */
export function logCosh(predictions: ArrayLike, targets?: ArrayLike | null): NDArray {
  const errors = errorsOf("logCosh", predictions, targets, false);
  return logaddexp(errors, errors.neg()).sub(Math.LN2);
}

/** Options of {@link cosineSimilarity} and {@link cosineDistance}. */
export interface CosineOptions extends ReductionOptions {
  /** The least squared norm that is divided by; default 0. */
  readonly epsilon?: ArrayLike;
}

const cosineReaders: OptionReaders<CosineOptions> = { ...reductionReaders, epsilon: arrayOption };

/** The cosine of the angle between vectors, in the name of the function that asks for it. */
export function cosine(operation: string, x: ArrayLike, y: ArrayLike, options: CosineOptions): NDArray {
  const [a, b] = [floats(operation, "predictions", x), floats(operation, "targets", y)];
  const { axis = -1, where, epsilon = 0 } = options;
  const unit = (v: NDArray): NDArray => v.div(sqrt(maximum(summed(v.mul(v), axis, where, true), epsilon)));
  return summed(unit(a).mul(unit(b)), axis, where);
}

/**
 * The cosine of the angle between predictions and targets.
 *
 * @param predictions - float[..., n].
 * @param targets - float[..., n].
 * @param options - `axis` (default -1), `where`, `epsilon` (default 0).
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { cosineSimilarity } from "@proj/optim/losses";
 * cosineSimilarity(array([1, 0]), array([1, 1])).item(); // ≈ 0.7071
 * ```
 */
export function cosineSimilarity(predictions: ArrayLike, targets: ArrayLike, options?: CosineOptions): NDArray {
  return cosine("cosineSimilarity", predictions, targets, readOptions("cosineSimilarity", options, cosineReaders));
}

/**
 * 1 - {@link cosineSimilarity}.
 *
 * @param predictions - float[..., n].
 * @param targets - float[..., n].
 * @param options - `axis` (default -1), `where`, `epsilon` (default 0).
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { cosineDistance } from "@proj/optim/losses";
 * cosineDistance(array([1, 0]), array([0, 1])).item(); // → 1
 * ```
 */
export function cosineDistance(predictions: ArrayLike, targets: ArrayLike, options?: CosineOptions): NDArray {
  const read = readOptions("cosineDistance", options, cosineReaders);
  return cosine("cosineDistance", predictions, targets, read).neg().add(1);
}
