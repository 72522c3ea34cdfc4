import { booleanOption, readOptions, type OptionReaders } from "@proj/tree/core";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { multiply } from "../numpy/arithmetic.ts";
import { greater, greaterEqual, lessEqual } from "../numpy/comparison.ts";
import { real, toStrong } from "../numpy/elementwise.ts";
import { logaddexp } from "../numpy/exponential.ts";
import { where } from "../numpy/selection.ts";
import { tanh } from "../numpy/trigonometric.ts";
import { weakInteger, weakReal } from "./weak-numbers.ts";

export { tanh };

/**
 * `x` itself: the activation of a layer that has none.
 *
 * @example
 * import { array, nn } from "@proj/array";
 * nn.identity(array([-1, 2])); // → [-1, 2]
 */
export function identity(x: ArrayLike): NDArray {
  return toArray(x, "identity");
}

/**
 * The rectifier max(x, 0); its derivative at 0 is 0.
 *
 * @example
 * import { array, nn } from "@proj/array";
 * nn.relu(array([-1, 2])); // → [0, 2]
 */
export function relu(x: ArrayLike): NDArray {
  const operand = weakInteger("relu", x);
  // Not `max`: that would share the derivative at 0 between both operands. A NaN is not ≤ 0 and passes through.
  return customDerivative("relu", [operand], (v) => lax.select(lessEqual(v, 0), 0, v), [
    (t, v) => lax.select(greater(v, 0), t, 0),
  ]);
}

/**
 * The logistic sigmoid 1 / (1 + e⁻ˣ).
 *
 * @example
 * import { nn } from "@proj/array";
 * nn.sigmoid(0); // → 0.5
 */
export function sigmoid(x: ArrayLike): NDArray {
  return lax.logistic(real("sigmoid", x));
}

/**
 * log(1 + eˣ), a smooth rectifier.
 *
 * @example
 * import { nn } from "@proj/array";
 * nn.softplus(0); // ≈ 0.6931
 */
export function softplus(x: ArrayLike): NDArray {
  return logaddexp(toArray(x, "softplus"), 0);
}

/**
 * log(1 / (1 + e⁻ˣ)).
 *
 * @example
 * import { nn } from "@proj/array";
 * nn.logSigmoid(0); // ≈ -0.6931
 */
export function logSigmoid(x: ArrayLike): NDArray {
  return lax.neg(softplus(lax.neg(real("logSigmoid", x))));
}

/**
 * x · sigmoid(x), also called swish.
 *
 * @example
 * import { nn } from "@proj/array";
 * nn.silu(1); // ≈ 0.7311
 */
export function silu(x: ArrayLike): NDArray {
  const operand = real("silu", x);
  return lax.mul(operand, lax.logistic(operand));
}

export { silu as swish };

/** Options of {@link gelu}. */
export interface GeluOptions {
  /** Whether to take the published approximation by tanh instead of the error function; default true, as in JAX. */
  readonly approximate?: boolean;
}

const geluReaders: OptionReaders<GeluOptions> = { approximate: booleanOption };

/**
 * The Gaussian error linear unit x · Φ(x), with Φ the normal distribution function (Hendrycks & Gimpel 2016).
 *
 * @param options - `approximate` alone, or {@link GeluOptions}.
 * @example
 * import { nn } from "@proj/array";
 * nn.gelu(1); // ≈ 0.8412
 * nn.gelu(1, { approximate: false }); // ≈ 0.8413
 */
export function gelu(x: ArrayLike, options?: boolean | GeluOptions): NDArray {
  const given = typeof options === "boolean" ? { approximate: options } : options;
  const { approximate = true } = readOptions<GeluOptions>("gelu", given, geluReaders);
  const operand = real("gelu", x);
  // Not 1 + erf, which has no digits left of -5.
  if (!approximate) return toStrong(lax.mul(lax.mul(operand, 0.5), lax.erfc(lax.mul(operand, -Math.SQRT1_2))));
  const argument = lax.mul(Math.sqrt(2 / Math.PI), lax.add(operand, lax.mul(0.044715, lax.integerPow(operand, 3))));
  return toStrong(lax.mul(operand, lax.mul(0.5, lax.add(1, lax.tanh(argument)))));
}

/**
 * x above 0, α (eˣ - 1) below.
 *
 * @param alpha - minus the limit at -∞; default 1.
 * @example
 * import { array, nn } from "@proj/array";
 * nn.elu(array([-1, 2])); // ≈ [-0.632, 2]
 */
export function elu(x: ArrayLike, alpha: ArrayLike = 1): NDArray {
  const operand = toArray(x, "elu");
  const above = greater(operand, 0);
  return where(above, operand, multiply(alpha, lax.expm1(lax.select(above, 0, weakReal("elu", operand)))));
}

/**
 * x from 0 on, a fraction of x below.
 *
 * @param slope - the fraction; default 0.01.
 * @example
 * import { array, nn } from "@proj/array";
 * nn.leakyRelu(array([-1, 2])); // → [-0.01, 2]
 */
export function leakyRelu(x: ArrayLike, slope: ArrayLike = 0.01): NDArray {
  const operand = toArray(x, "leakyRelu");
  return where(greaterEqual(operand, 0), operand, multiply(slope, operand));
}
