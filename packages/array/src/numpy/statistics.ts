import type { NDArray } from "../ndarray/ndarray.ts";
import { asArray, type ArrayLike } from "../core/operands.ts";
import { divide, sqrt, square, subtract } from "./arithmetic.ts";
import { toFloat } from "./elementwise.ts";
import { countOver, sum, type ReductionOptions } from "./reduction.ts";

/**
 * The arithmetic mean over axes, as a float. The mean of nothing is NaN.
 *
 * @example
 * import { array, mean } from "@proj/array";
 * mean(array([[1, 2], [3, 6]]), { axis: 1 }); // → [1.5, 4.5]
 */
export function mean(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  const array = toFloat(asArray(x, "mean"));
  return divide(sum(array, options), countOver(array, options, "mean"));
}

/** Options of {@link variance} and {@link std}. */
export interface VarianceOptions extends ReductionOptions {
  /** What is subtracted from the number of elements in the denominator: 1 for the unbiased estimate; default 0. */
  readonly ddof?: number;
}

/**
 * The variance over axes: the mean square of the distance from the mean.
 *
 * Also exported as `var`, which JavaScript takes as a name in `np.var(x)` only.
 *
 * @example
 * import { array, variance } from "@proj/array";
 * variance(array([1, 2, 3, 4])); // → 1.25
 */
export function variance(x: ArrayLike, options: VarianceOptions = {}): NDArray {
  const array = toFloat(asArray(x, "variance"));
  const centered = subtract(array, mean(array, { ...options, keepdims: true }));
  return divide(sum(square(centered), options), countOver(array, options, "variance") - (options.ddof ?? 0));
}

export { variance as var };

/**
 * The standard deviation over axes, the root of the {@link variance}.
 *
 * @example
 * import { array, std } from "@proj/array";
 * std(array([1, 3]), { ddof: 1 }); // ≈ 1.4142
 */
export function std(x: ArrayLike, options: VarianceOptions = {}): NDArray {
  return sqrt(variance(x, options));
}
