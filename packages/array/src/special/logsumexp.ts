import { asArray, type ArrayLike } from "../core/operands.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { add, subtract } from "../numpy/arithmetic.ts";
import { elementwiseUnary, toFloat } from "../numpy/elementwise.ts";
import { exp, log } from "../numpy/exponential.ts";
import { countOver, max, sum, type ReductionOptions } from "../numpy/reduction.ts";
import { reshape } from "../numpy/reshaping.ts";
import { where } from "../numpy/selection.ts";

/**
 * log Σ eˣ over axes, without overflow in between; -Infinity of nothing but -Infinity.
 *
 * @example
 * import { array } from "@proj/array";
 * import { logsumexp } from "@proj/array/special";
 * logsumexp(array([1000, 1000])); // ≈ 1000.693
 */
export function logsumexp(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  const array = toFloat(asArray(x, "logsumexp"));
  if (countOver(array, options.axis, "logsumexp") === 0) return log(sum(array, options));
  const largest = max(array, { ...options, keepdims: true });
  const shift = elementwiseUnary("stopGradient", where(elementwiseUnary("isFinite", largest), largest, 0));
  const total = log(sum(exp(subtract(array, shift)), options));
  return add(total, reshape(shift, total.shape));
}
