import { checkArrayLike, toArray, type ArrayLike } from "../core/operands.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { abs, add, divide, multiply } from "../numpy/arithmetic.ts";
import { less } from "../numpy/comparison.ts";
import { real } from "../numpy/elementwise.ts";
import { expm1, logaddexp } from "../numpy/exponential.ts";
import { maximum, minimum } from "../numpy/selection.ts";
import { elu } from "./activations.ts";
import { weakReal } from "./weak-numbers.ts";

/*
 * Activations without corners.
 */

/**
 * max(x, 0) + α (exp(min(x, 0) / α) - 1): {@link elu} with a derivative that has no jump, whatever α is.
 *
 * @param alpha - minus the limit at -∞; default 1.
 * @example
 * import { array, nn } from "@proj/array";
 * nn.celu(array([-1, 2])); // ≈ [-0.632, 2]
 */
export function celu(x: ArrayLike, alpha: ArrayLike = 1): NDArray {
  const operand = weakReal("celu", x);
  checkArrayLike("celu", alpha);
  return add(maximum(operand, 0), multiply(alpha, expm1(divide(minimum(operand, 0), alpha))));
}

/**
 * The scaled exponential linear unit (Klambauer et al. 2017): λ · elu(x, α), with the λ and α that keep mean 0 and variance 1.
 *
 * @example
 * import { array, nn } from "@proj/array";
 * nn.selu(array([-1, 2])); // ≈ [-1.1113, 2.1014]
 */
export function selu(x: ArrayLike): NDArray {
  return multiply(1.0507009873554805, elu(toArray(x, "selu"), 1.6732632423543772));
}

/**
 * x · tanh(log(1 + eˣ)) (Misra 2019).
 *
 * @example
 * import { array, nn } from "@proj/array";
 * nn.mish(array([-1, 2])); // ≈ [-0.3034, 1.944]
 */
export function mish(x: ArrayLike): NDArray {
  const operand = toArray(x, "mish");
  return multiply(operand, lax.tanh(logaddexp(operand, 0)));
}

/**
 * x / (1 + |x|).
 *
 * @example
 * import { array, nn } from "@proj/array";
 * nn.softSign(array([-1, 3])); // → [-0.5, 0.75]
 */
export function softSign(x: ArrayLike): NDArray {
  const operand = toArray(x, "softSign");
  return divide(operand, add(abs(operand), 1));
}

/**
 * (x + √(x² + b)) / 2, a rectifier whose corner b rounds.
 *
 * @param b - how round; default 4.
 * @example
 * import { array, nn } from "@proj/array";
 * nn.squareplus(array([0, 1.5])); // → [1, 2]
 */
export function squareplus(x: ArrayLike, b: ArrayLike = 4): NDArray {
  const operand = real("squareplus", x);
  checkArrayLike("squareplus", b);
  const root = real("squareplus", add(lax.square(operand), b));
  return divide(add(operand, lax.sqrt(root)), 2);
}

/**
 * log(1 - e⁻ˣ), accurate for small and large x; -Infinity at 0, NaN below.
 *
 * @example
 * import { array, nn } from "@proj/array";
 * nn.log1mexp(array([0.5, 5])); // ≈ [-0.9328, -0.0068]
 */
export function log1mexp(x: ArrayLike): NDArray {
  const operand = real("log1mexp", x);
  return customDerivative(
    "log1mexp",
    [operand],
    (v) =>
      lax.select(less(v, Math.LN2), lax.log(lax.neg(lax.expm1(lax.neg(v)))), lax.log1p(lax.neg(lax.exp(lax.neg(v))))),
    [(t, v) => lax.div(t, lax.expm1(v))],
  );
}
