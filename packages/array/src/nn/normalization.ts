import type { NDArray } from "../ndarray/ndarray.ts";
import { asArray, type ArrayLike } from "../core/operands.ts";
import { divide, subtract } from "../numpy/arithmetic.ts";
import { elementwiseUnary, toFloat } from "../numpy/elementwise.ts";
import { exp, log } from "../numpy/exponential.ts";
import { max, sum } from "../numpy/reduction.ts";

/** The array minus its largest element over the axes, which changes neither function below nor their derivatives. */
function shifted(operation: string, x: ArrayLike, axis: number | readonly number[]): NDArray {
  const array = toFloat(asArray(x, operation));
  return subtract(array, elementwiseUnary("stopGradient", max(array, { axis, keepdims: true })));
}

/**
 * eˣ divided by its sum: positive numbers that add up to 1.
 *
 * @param axis - the axes that are summed; default the last.
 * @example
 * import { array, nn } from "@proj/array";
 * nn.softmax(array([0, 0])); // → [0.5, 0.5]
 */
export function softmax(x: ArrayLike, axis: number | readonly number[] = -1): NDArray {
  const powers = exp(shifted("softmax", x, axis));
  return divide(powers, sum(powers, { axis, keepdims: true }));
}

/**
 * The logarithm of {@link softmax}, accurate where that is tiny.
 *
 * @param axis - the axes that are summed; default the last.
 * @example
 * import { array, nn } from "@proj/array";
 * nn.logSoftmax(array([0, 1000])); // → [-1000, 0]
 */
export function logSoftmax(x: ArrayLike, axis: number | readonly number[] = -1): NDArray {
  const array = shifted("logSoftmax", x, axis);
  return subtract(array, log(sum(exp(array), { axis, keepdims: true })));
}
