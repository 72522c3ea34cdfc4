import type { NDArray } from "../ndarray/ndarray.ts";
import type { ArrayLike } from "../core/operands.ts";
import { add, divide } from "./arithmetic.ts";
import { elementwiseBinary, elementwiseUnary, toFloat } from "./elementwise.ts";
import { where } from "./selection.ts";

/**
 * e to the power of each element.
 *
 * @example
 * import { exp } from "@proj/array";
 * exp(0); // → 1
 */
export function exp(x: ArrayLike): NDArray {
  return elementwiseUnary("exp", x);
}

/**
 * 2 to the power of each element.
 *
 * @example
 * import { array, exp2 } from "@proj/array";
 * exp2(array([3, -1])); // → [8, 0.5]
 */
export function exp2(x: ArrayLike): NDArray {
  return elementwiseUnary("exp2", x);
}

/**
 * e to the power of each element, minus 1; exact for small elements.
 *
 * @example
 * import { expm1 } from "@proj/array";
 * expm1(1e-8); // ≈ 1e-8
 */
export function expm1(x: ArrayLike): NDArray {
  return elementwiseUnary("expm1", x);
}

/**
 * The natural logarithm; -Infinity at 0, NaN below.
 *
 * @example
 * import { log } from "@proj/array";
 * log(Math.E); // ≈ 1
 */
export function log(x: ArrayLike): NDArray {
  return elementwiseUnary("log", x);
}

/**
 * The natural logarithm of 1 + x; exact for small elements.
 *
 * @example
 * import { log1p } from "@proj/array";
 * log1p(1e-8); // ≈ 1e-8
 */
export function log1p(x: ArrayLike): NDArray {
  return elementwiseUnary("log1p", x);
}

/**
 * The logarithm to base 2.
 *
 * @example
 * import { array, log2 } from "@proj/array";
 * log2(array([8, 0.5])); // → [3, -1]
 */
export function log2(x: ArrayLike): NDArray {
  return divide(elementwiseUnary("log", x, "log2"), Math.LN2);
}

/**
 * The logarithm to base 10.
 *
 * @example
 * import { log10 } from "@proj/array";
 * log10(100); // ≈ 2
 */
export function log10(x: ArrayLike): NDArray {
  return divide(elementwiseUnary("log", x, "log10"), Math.LN10);
}

/**
 * log(eˣ + eʸ), without overflow in between.
 *
 * @example
 * import { logaddexp } from "@proj/array";
 * logaddexp(1000, 1000); // ≈ 1000.693
 */
export function logaddexp(x: ArrayLike, y: ArrayLike): NDArray {
  const larger = elementwiseBinary("max", x, y, "logaddexp", toFloat);
  // Equal infinities have no difference; as 0 it is harmless in the value and in the derivative.
  const difference = where(elementwiseBinary("eq", x, y), 0, elementwiseBinary("sub", x, y, "logaddexp", toFloat));
  return add(larger, log1p(exp(elementwiseUnary("neg", elementwiseUnary("abs", difference)))));
}
