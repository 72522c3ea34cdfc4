import * as arithmetic from "../core/complex/arithmetic.ts";
import * as exponential from "../core/complex/exponential.ts";
import * as inverse from "../core/complex/inverse-trigonometric.ts";
import * as trigonometric from "../core/complex/trigonometric.ts";
import { cbrt as cbrtForm } from "../core/scalar/forms/cube-root.ts";
import * as error from "../core/scalar/forms/error-function.ts";
import { tanh as tanhForm } from "../core/scalar/forms/hyperbolic.ts";
import * as circular from "../core/scalar/forms/inverse-circular.ts";
import * as inverseError from "../core/scalar/forms/inverse-error-function.ts";
import * as hyperbolic from "../core/scalar/forms/inverse-hyperbolic.ts";
import { bind } from "../core/trace.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { operand, unary } from "./apply.ts";

/*
 * The functions of one scalar, element by element. The result has the dtype of the operand; predicates give booleans.
 */

/**
 * `-x`; unsigned integers wrap.
 *
 * @example
 * import { array } from "@proj/array";
 * import { neg } from "@proj/array/lax";
 * neg(array([1, -2])); // → [-1, 2]
 */
export function neg(x: NDArray): NDArray {
  return unary("neg", x);
}

/**
 * -1, 0 or 1; NaN stays.
 *
 * @example
 * import { array } from "@proj/array";
 * import { sign } from "@proj/array/lax";
 * sign(array([3, 0, -2])); // → [1, 0, -1]
 */
export function sign(x: NDArray): NDArray {
  return unary("sign", x, { complex: arithmetic.sign });
}

/**
 * The absolute value.
 *
 * @example
 * import { array } from "@proj/array";
 * import { abs } from "@proj/array/lax";
 * abs(array([1, -2])); // → [1, 2]
 */
export function abs(x: NDArray): NDArray {
  return unary("abs", x);
}

/**
 * The largest integer that is not above x.
 *
 * @example
 * import { array } from "@proj/array";
 * import { floor } from "@proj/array/lax";
 * floor(array([1.5, -1.5])); // → [1, -2]
 */
export function floor(x: NDArray): NDArray {
  return unary("floor", x);
}

/**
 * The smallest integer that is not below x.
 *
 * @example
 * import { array } from "@proj/array";
 * import { ceil } from "@proj/array/lax";
 * ceil(array([1.5, -1.5])); // → [2, -1]
 */
export function ceil(x: NDArray): NDArray {
  return unary("ceil", x);
}

/**
 * The nearest integer; halves go to the even one, as in NumPy's `round`.
 *
 * @example
 * import { array } from "@proj/array";
 * import { roundToEven } from "@proj/array/lax";
 * roundToEven(array([0.5, 1.5])); // → [0, 2]
 */
export function roundToEven(x: NDArray): NDArray {
  return bind("round", [operand("roundToEven", x)], {})[0];
}

/**
 * eˣ.
 *
 * @example
 * import { array } from "@proj/array";
 * import { exp } from "@proj/array/lax";
 * exp(array([0, 1])); // ≈ [1, 2.7183]
 */
export function exp(x: NDArray): NDArray {
  return unary("exp", x, { complex: exponential.exp });
}

/**
 * 2ˣ.
 *
 * @example
 * import { array } from "@proj/array";
 * import { exp2 } from "@proj/array/lax";
 * exp2(array([3, -1])); // → [8, 0.5]
 */
export function exp2(x: NDArray): NDArray {
  return unary("exp2", x, { complex: exponential.exp2 });
}

/**
 * eˣ - 1, accurate near 0.
 *
 * @example
 * import { array } from "@proj/array";
 * import { expm1 } from "@proj/array/lax";
 * expm1(array([0, 1])); // ≈ [0, 1.7183]
 */
export function expm1(x: NDArray): NDArray {
  return unary("expm1", x, { complex: exponential.expm1 });
}

/**
 * The natural logarithm; NaN below 0.
 *
 * @example
 * import { array } from "@proj/array";
 * import { log } from "@proj/array/lax";
 * log(array([1, 2])); // ≈ [0, 0.6931]
 */
export function log(x: NDArray): NDArray {
  return unary("log", x, { complex: exponential.log });
}

/**
 * log(1 + x), accurate near 0.
 *
 * @example
 * import { array } from "@proj/array";
 * import { log1p } from "@proj/array/lax";
 * log1p(array([0, 1])); // ≈ [0, 0.6931]
 */
export function log1p(x: NDArray): NDArray {
  return unary("log1p", x, { complex: exponential.log1p });
}

/**
 * The square root; NaN below 0.
 *
 * @example
 * import { array } from "@proj/array";
 * import { sqrt } from "@proj/array/lax";
 * sqrt(array([1, 4])); // → [1, 2]
 */
export function sqrt(x: NDArray): NDArray {
  return unary("sqrt", x, { complex: exponential.sqrt });
}

/**
 * `1 / sqrt(x)`.
 *
 * @example
 * import { array } from "@proj/array";
 * import { rsqrt } from "@proj/array/lax";
 * rsqrt(array([1, 4])); // → [1, 0.5]
 */
export function rsqrt(x: NDArray): NDArray {
  return unary("rsqrt", x, { complex: exponential.rsqrt });
}

/**
 * The cube root.
 *
 * @example
 * import { array } from "@proj/array";
 * import { cbrt } from "@proj/array/lax";
 * cbrt(array([8, -1])); // → [2, -1]
 */
export function cbrt(x: NDArray): NDArray {
  return unary("cbrt", x, { form: cbrtForm });
}

/**
 * The logistic sigmoid, 1 / (1 + e⁻ˣ).
 *
 * @example
 * import { array } from "@proj/array";
 * import { logistic } from "@proj/array/lax";
 * logistic(array([0])); // → [0.5]
 */
export function logistic(x: NDArray): NDArray {
  return unary("logistic", x, { complex: exponential.logistic });
}

/**
 * The sine of an angle in radians.
 *
 * @example
 * import { array } from "@proj/array";
 * import { sin } from "@proj/array/lax";
 * sin(array([0, 1])); // ≈ [0, 0.8415]
 */
export function sin(x: NDArray): NDArray {
  return unary("sin", x, { complex: trigonometric.sin });
}

/**
 * The cosine of an angle in radians.
 *
 * @example
 * import { array } from "@proj/array";
 * import { cos } from "@proj/array/lax";
 * cos(array([0, 1])); // ≈ [1, 0.5403]
 */
export function cos(x: NDArray): NDArray {
  return unary("cos", x, { complex: trigonometric.cos });
}

/**
 * The tangent of an angle in radians.
 *
 * @example
 * import { array } from "@proj/array";
 * import { tan } from "@proj/array/lax";
 * tan(array([0, 1])); // ≈ [0, 1.5574]
 */
export function tan(x: NDArray): NDArray {
  return unary("tan", x, { complex: trigonometric.tan });
}

/**
 * The inverse sine, in [-π/2, π/2].
 *
 * @example
 * import { array } from "@proj/array";
 * import { asin } from "@proj/array/lax";
 * asin(array([0, 1])); // ≈ [0, 1.5708]
 */
export function asin(x: NDArray): NDArray {
  return unary("asin", x, { form: circular.asin, complex: inverse.asin });
}

/**
 * The inverse cosine, in [0, π].
 *
 * @example
 * import { array } from "@proj/array";
 * import { acos } from "@proj/array/lax";
 * acos(array([1, 0])); // ≈ [0, 1.5708]
 */
export function acos(x: NDArray): NDArray {
  return unary("acos", x, { form: circular.acos, complex: inverse.acos });
}

/**
 * The inverse tangent, in [-π/2, π/2].
 *
 * @example
 * import { array } from "@proj/array";
 * import { atan } from "@proj/array/lax";
 * atan(array([0, 1])); // ≈ [0, 0.7854]
 */
export function atan(x: NDArray): NDArray {
  return unary("atan", x, { complex: inverse.atan });
}

/**
 * The hyperbolic sine.
 *
 * @example
 * import { array } from "@proj/array";
 * import { sinh } from "@proj/array/lax";
 * sinh(array([0, 1])); // ≈ [0, 1.1752]
 */
export function sinh(x: NDArray): NDArray {
  return unary("sinh", x, { complex: trigonometric.sinh });
}

/**
 * The hyperbolic cosine.
 *
 * @example
 * import { array } from "@proj/array";
 * import { cosh } from "@proj/array/lax";
 * cosh(array([0, 1])); // ≈ [1, 1.5431]
 */
export function cosh(x: NDArray): NDArray {
  return unary("cosh", x, { complex: trigonometric.cosh });
}

/**
 * The hyperbolic tangent.
 *
 * @example
 * import { array } from "@proj/array";
 * import { tanh } from "@proj/array/lax";
 * tanh(array([0, 1])); // ≈ [0, 0.7616]
 */
export function tanh(x: NDArray): NDArray {
  return unary("tanh", x, { form: tanhForm, complex: trigonometric.tanh });
}

/**
 * The inverse hyperbolic sine.
 *
 * @example
 * import { array } from "@proj/array";
 * import { asinh } from "@proj/array/lax";
 * asinh(array([0, 1])); // ≈ [0, 0.8814]
 */
export function asinh(x: NDArray): NDArray {
  return unary("asinh", x, { form: hyperbolic.asinh, complex: inverse.asinh });
}

/**
 * The inverse hyperbolic cosine; NaN below 1.
 *
 * @example
 * import { array } from "@proj/array";
 * import { acosh } from "@proj/array/lax";
 * acosh(array([1, 2])); // ≈ [0, 1.317]
 */
export function acosh(x: NDArray): NDArray {
  return unary("acosh", x, { form: hyperbolic.acosh, complex: inverse.acosh });
}

/**
 * The inverse hyperbolic tangent; NaN outside of [-1, 1].
 *
 * @example
 * import { array } from "@proj/array";
 * import { atanh } from "@proj/array/lax";
 * atanh(array([0, 0.5])); // ≈ [0, 0.5493]
 */
export function atanh(x: NDArray): NDArray {
  return unary("atanh", x, { form: hyperbolic.atanh, complex: inverse.atanh });
}

/**
 * The error function, 2/√π ∫₀ˣ exp(-t²) dt.
 *
 * @example
 * import { array } from "@proj/array";
 * import { erf } from "@proj/array/lax";
 * erf(array([0.5])); // ≈ [0.5205]
 */
export function erf(x: NDArray): NDArray {
  return unary("erf", x, { form: error.erf });
}

/**
 * 1 - erf(x), accurate also where that is tiny.
 *
 * @example
 * import { array } from "@proj/array";
 * import { erfc } from "@proj/array/lax";
 * erfc(array([0.5])); // ≈ [0.4795]
 */
export function erfc(x: NDArray): NDArray {
  return unary("erfc", x, { form: error.erfc });
}

/**
 * The inverse of {@link erf}.
 *
 * @example
 * import { array } from "@proj/array";
 * import { erfInv } from "@proj/array/lax";
 * erfInv(array([0.5])); // ≈ [0.4769]
 */
export function erfInv(x: NDArray): NDArray {
  return unary("erfInv", x, { form: inverseError.erfInv });
}

/**
 * True where a float is neither infinite nor NaN.
 *
 * @example
 * import { array } from "@proj/array";
 * import { isFinite } from "@proj/array/lax";
 * isFinite(array([1, Infinity])); // → [true, false]
 */
export function isFinite(x: NDArray): NDArray {
  return unary("isFinite", x);
}

/**
 * Every bit flipped; of booleans, their negation.
 *
 * @example
 * import { array } from "@proj/array";
 * import { bitwiseNot } from "@proj/array/lax";
 * bitwiseNot(array([true, false])); // → [false, true]
 */
export function bitwiseNot(x: NDArray): NDArray {
  return unary("not", x);
}

/**
 * x itself, through which no derivative flows.
 *
 * @example
 * import { array } from "@proj/array";
 * import { stopGradient } from "@proj/array/lax";
 * stopGradient(array([3])); // → [3]
 */
export function stopGradient(x: NDArray): NDArray {
  return unary("stopGradient", x);
}

/**
 * x itself, across which no optimisation moves or merges computations.
 *
 * @example
 * import { array } from "@proj/array";
 * import { optimizationBarrier } from "@proj/array/lax";
 * optimizationBarrier(array([3])); // → [3]
 */
export function optimizationBarrier(x: NDArray): NDArray {
  return unary("optimizationBarrier", x);
}
