import { broadcastOperands, promotedType, promoteTo, toArray, type ArrayLike } from "../core/operands.ts";
import { dtypes, isFloat, isInexact, isInteger, isUnsigned, isWide } from "../core/types/dtype.ts";
import { checkDomain } from "../core/scalar/check-domain.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { inDomain, inFloat, inNumber, promoted, real, toFloat, toNumber, toStrong } from "./elementwise.ts";

/**
 * `x + y`, elementwise with broadcasting; two booleans give their logical or, as in NumPy.
 *
 * @example
 * import { add, array } from "@proj/array";
 * add(array([1, 2]), 10); // → [11, 12]
 */
export function add(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = promoted("add", x, y);
  return a.dtype === "bool" ? lax.bitwiseOr(a, b) : lax.add(a, b);
}

/**
 * `x - y`, elementwise with broadcasting.
 *
 * @throws UsageError for two booleans, whose difference NumPy and JAX refuse too: use `logicalXor`, or convert them.
 * @example
 * import { array, subtract } from "@proj/array";
 * subtract(array([1, 2]), array([[1], [2]])); // → [[0, 1], [-1, 0]]
 */
export function subtract(x: ArrayLike, y: ArrayLike): NDArray {
  const operands = promoted("subtract", x, y);
  checkDomain("subtract", "number", operands[0].aval);
  return lax.sub(...operands);
}

/**
 * `x · y`, elementwise with broadcasting; two booleans give their logical and, as in NumPy.
 *
 * @example
 * import { array, multiply } from "@proj/array";
 * multiply(array([1, 2]), array([3, 4])); // → [3, 8]
 */
export function multiply(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = promoted("multiply", x, y);
  return a.dtype === "bool" ? lax.bitwiseAnd(a, b) : lax.mul(a, b);
}

/**
 * The true quotient `x / y`, always a float.
 *
 * @example
 * import { array, divide } from "@proj/array";
 * divide(array(Int32Array.of(1, 2)), 2); // → [0.5, 1]
 */
export function divide(x: ArrayLike, y: ArrayLike): NDArray {
  return lax.div(...promoted("divide", x, y, inFloat));
}

export { divide as trueDivide };

/**
 * The quotient rounded towards minus infinity, in the operands' common dtype; booleans count as int32.
 *
 * An integer divided by zero is -1 before rounding, as on the compiled targets, which do not trap.
 *
 * @example
 * import { array, floorDivide } from "@proj/array";
 * floorDivide(array([7, -7]), 2); // → [3, -4]
 */
export function floorDivide(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = promoted("floorDivide", x, y, inNumber);
  if (isUnsigned(a.dtype)) return lax.div(a, b);
  const rest = lax.rem(a, b);
  if (isFloat(a.dtype)) {
    // The division is exact up to rounding once the remainder is taken away; then it is the nearest integer.
    const exact = lax.div(lax.sub(a, rest), b);
    const below = lax.bitwiseAnd(lax.ne(rest, 0), lax.ne(lax.sign(b), lax.sign(rest)));
    const rounded = lax.roundToEven(lax.select(below, lax.sub(exact, 1), exact));
    // The quotient by 0 is infinite or NaN; its derivative is 0, as it is elsewhere.
    return lax.select(lax.eq(b, 0), lax.stopGradient(lax.div(a, b)), rounded);
  }
  const quotient = lax.div(a, b);
  const below = lax.bitwiseAnd(lax.ne(rest, 0), lax.ne(lax.sign(a), lax.sign(b)));
  return lax.select(below, lax.sub(quotient, 1), quotient);
}

/**
 * The remainder of {@link floorDivide}: it has the sign of the divisor, as Python's `%`. By zero it is 0 for integers, NaN
 * for floats.
 *
 * @example
 * import { array, remainder } from "@proj/array";
 * remainder(array([7, -7]), 3); // → [1, 2]
 */
export function remainder(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = promoted("remainder", x, y, inNumber);
  const divisor = isFloat(b.dtype) ? b : lax.select(lax.eq(b, 0), 1, b);
  const truncated = lax.rem(a, divisor);
  const signsDiffer = lax.ne(lax.lt(truncated, 0), lax.lt(b, 0));
  const adjust = lax.bitwiseAnd(signsDiffer, lax.ne(truncated, 0));
  return lax.select(adjust, lax.add(truncated, b), truncated);
}

export { remainder as mod };

/**
 * {@link floorDivide} and {@link remainder}.
 *
 * @returns the quotient and the rest.
 * @example
 * import { array, divmod } from "@proj/array";
 * divmod(array([7, -7]), 3); // → [[2, -3], [1, 2]]
 */
export function divmod(x: ArrayLike, y: ArrayLike): readonly [NDArray, NDArray] {
  return [floorDivide(x, y), remainder(x, y)];
}

/**
 * `x ** y`. Integers to the power of integers are integers of the base's dtype, wrapped to 32 bits; negative integer powers of integers are
 * the truncated quotient (1 / x ** -y), and 0 for x = 0.
 *
 * An integral JavaScript number as exponent is exact and differentiable everywhere; if it is negative the result is a float.
 *
 * @example
 * import { array, power } from "@proj/array";
 * power(array([1, 2, 3]), 2); // → [1, 4, 9]
 */
export function power(x: ArrayLike, y: ArrayLike): NDArray {
  if (typeof y === "number" && Number.isInteger(y) && Math.abs(y) < 2 ** 31) {
    const base = toNumber(toArray(x, "power"));
    return lax.integerPow(y < 0 ? toFloat(base) : base, y);
  }
  const type = inNumber(promotedType("power", [x, y]));
  if (isInexact(type.dtype)) {
    const [base, exponent] = promoted("power", x, y);
    if (!isWhole(y)) return lax.pow(base, exponent);
    const power = wholePower(base, exponent);
    return isNDArray(y) && isInteger(y.dtype) && !y.weakType ? toStrong(power) : power;
  }
  const own = isNDArray(y) ? y.dtype : "int32";
  const dtype = isWide(own) || own === "uint32" ? own : "int32";
  const [base, exponent] = broadcastOperands("power", [
    promoteTo("power", x, type),
    promoteTo("power", y, { dtype, weakType: type.weakType }),
  ]);
  return toStrong(integerPower(base!, exponent!));
}

export { power as pow };

/**
 * `x ** y` in floats, also of integers.
 *
 * @example
 * import { array, floatPower } from "@proj/array";
 * floatPower(array([2, 4], "int32"), -1); // → [0.5, 0.25]
 */
export function floatPower(x: ArrayLike, y: ArrayLike): NDArray {
  return lax.pow(...promoted("floatPower", x, y, inFloat));
}

/** Whether an exponent consists of integers, whatever the base is. */
const isWhole = (exponent: ArrayLike): boolean => isNDArray(exponent) && !isInexact(exponent.dtype);

/** Whole powers of floats: 0 · x⁻¹ must not enter the derivative of x⁰. The exponent has no tangent. */
function wholePower(base: NDArray, exponent: NDArray): NDArray {
  return customDerivative("power", [base, exponent], lax.pow, [
    (t, x, n) => {
      const constant = lax.eq(n, 0);
      return lax.mul(t, lax.select(constant, 0, lax.mul(n, wholePower(x, lax.select(constant, 0, lax.sub(n, 1))))));
    },
    null,
  ]);
}

/** Binary exponentiation over all bits of the exponent; the result has the dtype of the base. */
function integerPower(base: NDArray, exponent: NDArray): NDArray {
  let square = base;
  let bits = lax.abs(exponent);
  let result = lax.constantLike(base, 1);
  for (let bit = 0; bit < 8 * dtypes[exponent.dtype].bytes; bit++) {
    result = lax.select(lax.ne(lax.bitwiseAnd(bits, 1), 0), lax.mul(result, square), result);
    bits = lax.shiftRightLogical(bits, 1);
    square = lax.mul(square, square);
  }
  if (isUnsigned(exponent.dtype)) return result;
  const vanishes = lax.bitwiseAnd(lax.lt(exponent, 0), lax.ne(lax.abs(base), 1));
  return lax.select(vanishes, 0, result);
}

/**
 * `-x`; unsigned integers wrap.
 *
 * @example
 * import { array, negative } from "@proj/array";
 * negative(array([1, -2])); // → [-1, 2]
 */
export function negative(x: ArrayLike): NDArray {
  return lax.neg(inDomain("negative", "number", x));
}

/**
 * `x` itself.
 *
 * @example
 * import { array, positive } from "@proj/array";
 * positive(array([1, -2])); // → [1, -2]
 */
export function positive(x: ArrayLike): NDArray {
  return toArray(x, "positive");
}

/**
 * The absolute value; its derivative at 0 is 1.
 *
 * @example
 * import { abs, array } from "@proj/array";
 * abs(array([1, -2])); // → [1, 2]
 */
export function abs(x: ArrayLike): NDArray {
  const operand = toArray(x, "abs");
  return operand.dtype === "bool" ? operand : lax.abs(operand);
}

export { abs as absolute };

/**
 * The absolute value as a float.
 *
 * @example
 * import { array, fabs } from "@proj/array";
 * fabs(array([1, -2], "int32")).dtype; // → "float32"
 */
export function fabs(x: ArrayLike): NDArray {
  return lax.abs(real("fabs", x));
}

/**
 * -1, 0 or 1; NaN stays.
 *
 * @example
 * import { array, sign } from "@proj/array";
 * sign(array([3, 0, -2])); // → [1, 0, -1]
 */
export function sign(x: ArrayLike): NDArray {
  return lax.sign(inDomain("sign", "number", x));
}

/**
 * `x · x`.
 *
 * @example
 * import { array, square } from "@proj/array";
 * square(array([1, -3])); // → [1, 9]
 */
export function square(x: ArrayLike): NDArray {
  return lax.square(toNumber(toArray(x, "square")));
}

/**
 * The square root; NaN for negative numbers, and an infinite derivative at 0.
 *
 * @example
 * import { array, sqrt } from "@proj/array";
 * sqrt(array([1, 4])); // → [1, 2]
 */
export function sqrt(x: ArrayLike): NDArray {
  return lax.sqrt(real("sqrt", x));
}

/**
 * The cube root, negative for negative numbers.
 *
 * @example
 * import { array, cbrt } from "@proj/array";
 * cbrt(array([8, -1])); // → [2, -1]
 */
export function cbrt(x: ArrayLike): NDArray {
  return lax.cbrt(real("cbrt", x));
}

/**
 * `1 / x`, always a float.
 *
 * @example
 * import { array, reciprocal } from "@proj/array";
 * reciprocal(array([2, 4])); // → [0.5, 0.25]
 */
export function reciprocal(x: ArrayLike): NDArray {
  return lax.reciprocal(real("reciprocal", x));
}

/**
 * The square root of x² + y², without overflow in between. At 0 the derivatives are ½, as if it were the larger of two.
 *
 * @example
 * import { hypot } from "@proj/array";
 * hypot(3, 4); // → 5
 */
export function hypot(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = promoted("hypot", x, y, inFloat);
  const result = length(a, b);
  // As JAX has it: what comes of scalars alone is as weak as they are.
  return result.ndim === 0 ? result : toStrong(result);
}

function length(x: NDArray, y: NDArray): NDArray {
  return customDerivative("hypot", [x, y], lengthValue, [
    (t, a, b) => lax.mul(t, direction(a, length(a, b))),
    (t, a, b) => lax.mul(t, direction(b, length(a, b))),
  ]);
}

/** A component of a vector over its length; 0 if that is infinite, and stays so. */
function direction(component: NDArray, length: NDArray): NDArray {
  const [zero, infinite] = [lax.eq(length, 0), lax.eq(length, Infinity)];
  const ratio = lax.div(component, lax.select(lax.bitwiseOr(zero, infinite), 1, length));
  return lax.select(zero, 0.5, lax.select(infinite, 0, ratio));
}

function lengthValue(x: NDArray, y: NDArray): NDArray {
  const [a, b] = [lax.abs(x), lax.abs(y)];
  const [larger, smaller] = [lax.max(a, b), lax.min(a, b)];
  const infinite = lax.bitwiseOr(lax.eq(a, Infinity), lax.eq(b, Infinity));
  const unsafe = lax.bitwiseOr(infinite, lax.eq(larger, 0));
  const ratio = lax.div(lax.select(unsafe, 0, smaller), lax.select(unsafe, 1, larger));
  return lax.select(infinite, Infinity, lax.mul(larger, lax.sqrt(lax.add(lax.square(ratio), 1))));
}
