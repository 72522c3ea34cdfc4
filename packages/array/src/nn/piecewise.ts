import type { ArrayLike } from "../core/operands.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { add, divide, multiply, square } from "../numpy/arithmetic.ts";
import { greater, greaterEqual, less, lessEqual } from "../numpy/comparison.ts";
import { clip, maximum, minimum, where } from "../numpy/selection.ts";
import { weakInteger, weakReal } from "./weak-numbers.ts";

/*
 * Activations that are lines and parabolas, piece by piece.
 */

/**
 * The rectifier up to 6, min(max(x, 0), 6); its derivatives at 0 and 6 are 0.
 *
 * @example
 * import { array, nn } from "@proj/array";
 * nn.relu6(array([-1, 2, 8])); // → [0, 2, 6]
 */
export function relu6(x: ArrayLike): NDArray {
  const isInside = (v: NDArray): NDArray => lax.bitwiseAnd(greater(v, 0), less(v, 6));
  return customDerivative("relu6", [weakReal("relu6", x)], (v) => minimum(maximum(v, 0), 6), [
    (t, v) => lax.select(isInside(v), t, 0),
  ]);
}

/**
 * The sigmoid as a line between 0 and 1: relu6(x + 3) / 6.
 *
 * @example
 * import { array, nn } from "@proj/array";
 * nn.hardSigmoid(array([-4, 0, 1.5])); // → [0, 0.5, 0.75]
 */
export function hardSigmoid(x: ArrayLike): NDArray {
  return divide(relu6(add(weakReal("hardSigmoid", x), 3)), 6);
}

/**
 * x · hardSigmoid(x), also called hard swish.
 *
 * @example
 * import { array, nn } from "@proj/array";
 * nn.hardSilu(array([0, 1.5, 4])); // → [0, 1.125, 4]
 */
export function hardSilu(x: ArrayLike): NDArray {
  const operand = weakReal("hardSilu", x);
  return multiply(operand, hardSigmoid(operand));
}

export { hardSilu as hardSwish };

/**
 * x between -1 and 1, which it does not leave.
 *
 * @example
 * import { array, nn } from "@proj/array";
 * nn.hardTanh(array([-4, 0.5, 2])); // → [-1, 0.5, 1]
 */
export function hardTanh(x: ArrayLike): NDArray {
  const operand = weakInteger("hardTanh", x);
  return where(greater(operand, 1), 1, where(less(operand, -1), -1, operand));
}

/**
 * A rectifier with a rounded corner: 0 up to -1, x from 1 on, (x + 1)² / 4 between.
 *
 * @example
 * import { array, nn } from "@proj/array";
 * nn.sparsePlus(array([-2, 0, 2])); // → [0, 0.25, 2]
 */
export function sparsePlus(x: ArrayLike): NDArray {
  const operand = weakReal("sparsePlus", x);
  const middle = divide(square(add(operand, 1)), 4);
  return where(lessEqual(operand, -1), 0, where(greaterEqual(operand, 1), operand, middle));
}

/**
 * The derivative of {@link sparsePlus}: a line between 0 at -1 and 1 at 1.
 *
 * @example
 * import { array, nn } from "@proj/array";
 * nn.sparseSigmoid(array([-2, 0, 0.5])); // → [0, 0.5, 0.75]
 */
export function sparseSigmoid(x: ArrayLike): NDArray {
  return lax.mul(clip(add(weakReal("sparseSigmoid", x), 1), { min: 0, max: 2 }), 0.5);
}
