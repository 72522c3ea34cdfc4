import type { NDArray } from "../ndarray/ndarray.ts";
import { asArray, type ArrayLike } from "../core/operands.ts";
import { isFloat } from "../core/types/dtype.ts";
import type { UnaryName } from "../core/scalar/unary.ts";
import { divide, multiply } from "./arithmetic.ts";
import { elementwiseUnary } from "./elementwise.ts";
import { where } from "./selection.ts";

/** Integers and booleans are rounded already. */
function rounded(name: UnaryName, x: ArrayLike, operation: string = name): NDArray {
  const operand = asArray(x, operation);
  return isFloat(operand.dtype) ? elementwiseUnary(name, operand) : operand;
}

/**
 * The largest integer that is not above.
 *
 * @example
 * import { array, floor } from "@proj/array";
 * floor(array([1.5, -1.5])); // → [1, -2]
 */
export function floor(x: ArrayLike): NDArray {
  return rounded("floor", x);
}

/**
 * The smallest integer that is not below.
 *
 * @example
 * import { array, ceil } from "@proj/array";
 * ceil(array([1.5, -1.5])); // → [2, -1]
 */
export function ceil(x: ArrayLike): NDArray {
  return rounded("ceil", x);
}

/**
 * The integer next to 0: the fraction is cut off.
 *
 * @example
 * import { array, trunc } from "@proj/array";
 * trunc(array([1.5, -1.5])); // → [1, -1]
 */
export function trunc(x: ArrayLike): NDArray {
  const operand = asArray(x, "trunc");
  if (!isFloat(operand.dtype)) return operand;
  return where(operand.lt(0), elementwiseUnary("ceil", operand), elementwiseUnary("floor", operand));
}

/**
 * The nearest integer, or the nearest multiple of a power of ten; halves go to the even neighbour.
 *
 * @param decimals - digits behind the point that remain; negative for tens, hundreds …; default 0.
 * @example
 * import { array, round } from "@proj/array";
 * round(array([0.5, 1.5, 2.5])); // → [0, 2, 2]
 */
export function round(x: ArrayLike, decimals = 0): NDArray {
  if (decimals === 0) return rounded("round", x);
  const operand = asArray(x, "round");
  if (!isFloat(operand.dtype))
    return decimals > 0 ? operand : round(operand.astype("float32"), decimals).astype(operand.dtype);
  const factor = 10 ** decimals;
  return divide(elementwiseUnary("round", multiply(operand, factor)), factor);
}
