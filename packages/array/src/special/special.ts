import type { NDArray } from "../ndarray/ndarray.ts";
import { asArray, type ArrayLike } from "../core/operands.ts";
import { divide, multiply, negative, subtract } from "../numpy/arithmetic.ts";
import { elementwiseBinary, elementwiseUnary, toFloat } from "../numpy/elementwise.ts";
import { log, log1p } from "../numpy/exponential.ts";
import { where } from "../numpy/selection.ts";

/**
 * The error function, 2/√π ∫₀ˣ exp(-t²) dt.
 *
 * @example
 * import { erf } from "@proj/array/special";
 * erf(0.5); // ≈ 0.5205
 */
export function erf(x: ArrayLike): NDArray {
  return elementwiseUnary("erf", x);
}

/**
 * 1 - erf(x), accurate also where that is tiny.
 *
 * @example
 * import { erfc } from "@proj/array/special";
 * erfc(5); // ≈ 1.5375e-12
 */
export function erfc(x: ArrayLike): NDArray {
  return elementwiseUnary("erfc", x);
}

/**
 * The inverse of {@link erf}; infinite at -1 and 1, NaN outside.
 *
 * @example
 * import { erfinv } from "@proj/array/special";
 * erfinv(0.5205); // ≈ 0.5
 */
export function erfinv(x: ArrayLike): NDArray {
  return elementwiseUnary("erfInv", x);
}

/**
 * The expit sigmoid, 1 / (1 + e⁻ˣ).
 *
 * @example
 * import { expit } from "@proj/array/special";
 * expit(0); // → 0.5
 */
export function expit(x: ArrayLike): NDArray {
  return elementwiseUnary("logistic", x);
}

/**
 * The inverse of {@link expit}: log(x / (1 - x)).
 *
 * @example
 * import { logit } from "@proj/array/special";
 * logit(0.5); // → 0
 */
export function logit(x: ArrayLike): NDArray {
  const operand = toFloat(asArray(x, "logit"));
  return log(divide(operand, subtract(1, operand)));
}

/**
 * x · log(y), and 0 where x is 0, whatever y is.
 *
 * @example
 * import { xlogy } from "@proj/array/special";
 * xlogy(0, 0); // → 0
 */
export function xlogy(x: ArrayLike, y: ArrayLike): NDArray {
  const none = elementwiseBinary("eq", x, 0, "xlogy");
  return where(none, 0, multiply(x, log(where(none, 1, y))));
}

/**
 * x · log(1 + y), and 0 where x is 0, whatever y is.
 *
 * @example
 * import { xlog1py } from "@proj/array/special";
 * xlog1py(0, -1); // → 0
 */
export function xlog1py(x: ArrayLike, y: ArrayLike): NDArray {
  const none = elementwiseBinary("eq", x, 0, "xlog1py");
  return where(none, 0, multiply(x, log1p(where(none, 0, y))));
}

/**
 * The entropy of one probability, -x · log(x); 0 at 0.
 *
 * @example
 * import { entr } from "@proj/array/special";
 * entr(0.5); // ≈ 0.3466
 */
export function entr(x: ArrayLike): NDArray {
  return negative(xlogy(x, x));
}
