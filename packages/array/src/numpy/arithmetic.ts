import { isFloat } from "../core/types/dtype.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { asArray, promotedType, promoteOperands, scalar, type ArrayLike } from "../core/operands.ts";
import { bind } from "../core/trace.ts";
import { elementwiseBinary, elementwiseUnary, toFloat, toNumber } from "./elementwise.ts";
import { where } from "./selection.ts";

const pair = (operation: string, x: ArrayLike, y: ArrayLike): [NDArray, NDArray] =>
  promoteOperands(operation, [x, y]) as [NDArray, NDArray];

/**
 * `x + y`, elementwise with broadcasting; two booleans give their logical or, as in NumPy.
 *
 * @example
 * import { add, array } from "@proj/array";
 * add(array([1, 2]), 10); // → [11, 12]
 */
export function add(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = pair("add", x, y);
  return elementwiseBinary(a.dtype === "bool" ? "or" : "add", a, b, "add");
}

/**
 * `x - y`, elementwise with broadcasting; booleans count as int32.
 *
 * @example
 * import { array, subtract } from "@proj/array";
 * subtract(array([1, 2]), array([[1], [2]])); // → [[0, 1], [-1, 0]]
 */
export function subtract(x: ArrayLike, y: ArrayLike): NDArray {
  return elementwiseBinary("sub", x, y, "subtract", toNumber);
}

/**
 * `x · y`, elementwise with broadcasting; two booleans give their logical and, as in NumPy.
 *
 * @example
 * import { array, multiply } from "@proj/array";
 * multiply(array([1, 2]), array([3, 4])); // → [3, 8]
 */
export function multiply(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = pair("multiply", x, y);
  return elementwiseBinary(a.dtype === "bool" ? "and" : "mul", a, b, "multiply");
}

/**
 * The true quotient `x / y`, always a float.
 *
 * @example
 * import { array, divide } from "@proj/array";
 * divide(array(Int32Array.of(1, 2)), 2); // → [0.5, 1]
 */
export function divide(x: ArrayLike, y: ArrayLike): NDArray {
  return elementwiseBinary("div", x, y, "divide", toFloat);
}

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
  const [a, b] = pair("floorDivide", x, y).map(toNumber) as [NDArray, NDArray];
  if (a.dtype === "uint32") return elementwiseBinary("div", a, b, "floorDivide");
  const rest = elementwiseBinary("rem", a, b, "floorDivide");
  if (isFloat(a.dtype)) {
    // The division is exact up to rounding once the remainder is taken away; then it is the nearest integer.
    const exact = elementwiseBinary("div", elementwiseBinary("sub", a, rest), b);
    const opposite = elementwiseBinary(
      "and",
      elementwiseBinary("ne", rest, 0),
      elementwiseBinary("ne", elementwiseUnary("sign", b), elementwiseUnary("sign", rest)),
    );
    const rounded = elementwiseUnary("round", where(opposite, elementwiseBinary("sub", exact, 1), exact));
    return where(elementwiseBinary("eq", b, 0), elementwiseBinary("div", a, b), rounded);
  }
  const quotient = elementwiseBinary("div", a, b);
  const opposite = elementwiseBinary(
    "and",
    elementwiseBinary("ne", rest, 0),
    elementwiseBinary("ne", elementwiseUnary("sign", a), elementwiseUnary("sign", b)),
  );
  return where(opposite, elementwiseBinary("sub", quotient, 1), quotient);
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
  const [a, b] = pair("remainder", x, y).map(toNumber) as [NDArray, NDArray];
  const divisor = isFloat(b.dtype) ? b : where(elementwiseBinary("eq", b, 0), 1, b);
  const truncated = elementwiseBinary("rem", a, divisor, "remainder");
  const signsDiffer = elementwiseBinary("ne", elementwiseBinary("lt", truncated, 0), elementwiseBinary("lt", b, 0));
  const adjust = elementwiseBinary("and", signsDiffer, elementwiseBinary("ne", truncated, 0));
  return where(adjust, elementwiseBinary("add", truncated, b), truncated);
}

export { remainder as mod };

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
    const base = toNumber(asArray(x, "power"));
    return bind("integerPow", [y < 0 ? toFloat(base) : base], { exponent: y })[0];
  }
  if (isFloat(promotedType("power", [x, y]).dtype)) return elementwiseBinary("pow", x, y, "power");
  const whole = (value: ArrayLike): NDArray =>
    typeof value === "number" ? scalar(value, "int32", true) : toNumber(asArray(value));
  return integerPower(whole(x), whole(y));
}

/** Binary exponentiation over all 32 bits of the exponent; the result has the dtype of the base. */
function integerPower(base: NDArray, exponent: NDArray): NDArray {
  let square = base;
  let bits = elementwiseUnary("abs", exponent);
  let result: NDArray = scalar(1, base.dtype, base.weakType);
  for (let bit = 0; bit < 32; bit++) {
    result = where(
      elementwiseBinary("ne", elementwiseBinary("and", bits, 1), 0),
      elementwiseBinary("mul", result, square, "power"),
      result,
    );
    bits = elementwiseBinary("shiftRightLogical", bits, 1);
    square = elementwiseBinary("mul", square, square);
  }
  if (exponent.dtype === "uint32") return result;
  const negative = elementwiseBinary("lt", exponent, 0);
  const vanishing = elementwiseBinary("ne", elementwiseUnary("abs", base), 1);
  return where(elementwiseBinary("and", negative, vanishing), 0, result);
}

/**
 * `-x`; unsigned integers wrap.
 *
 * @example
 * import { array, negative } from "@proj/array";
 * negative(array([1, -2])); // → [-1, 2]
 */
export function negative(x: ArrayLike): NDArray {
  return elementwiseUnary("neg", x, "negative");
}

/**
 * `x` itself.
 *
 * @example
 * import { array, positive } from "@proj/array";
 * positive(array([1, -2])); // → [1, -2]
 */
export function positive(x: ArrayLike): NDArray {
  return asArray(x, "positive");
}

/**
 * The absolute value; its derivative at 0 is 0.
 *
 * @example
 * import { abs, array } from "@proj/array";
 * abs(array([1, -2])); // → [1, 2]
 */
export function abs(x: ArrayLike): NDArray {
  const operand = asArray(x, "abs");
  return operand.dtype === "bool" ? operand : elementwiseUnary("abs", operand);
}

/**
 * -1, 0 or 1; NaN stays.
 *
 * @example
 * import { array, sign } from "@proj/array";
 * sign(array([3, 0, -2])); // → [1, 0, -1]
 */
export function sign(x: ArrayLike): NDArray {
  return elementwiseUnary("sign", x);
}

/**
 * `x · x`.
 *
 * @example
 * import { array, square } from "@proj/array";
 * square(array([1, -3])); // → [1, 9]
 */
export function square(x: ArrayLike): NDArray {
  return bind("integerPow", [toNumber(asArray(x, "square"))], { exponent: 2 })[0];
}

/**
 * The square root; NaN for negative numbers, and an infinite derivative at 0.
 *
 * @example
 * import { array, sqrt } from "@proj/array";
 * sqrt(array([1, 4])); // → [1, 2]
 */
export function sqrt(x: ArrayLike): NDArray {
  return elementwiseUnary("sqrt", x);
}

/**
 * `1 / sqrt(x)`.
 *
 * @example
 * import { array } from "@proj/array";
 * import { rsqrt } from "@proj/array/lax";
 * rsqrt(array([1, 4])); // → [1, 0.5]
 */
export function rsqrt(x: ArrayLike): NDArray {
  return elementwiseUnary("rsqrt", x);
}

/**
 * The cube root, negative for negative numbers.
 *
 * @example
 * import { array, cbrt } from "@proj/array";
 * cbrt(array([8, -1])); // → [2, -1]
 */
export function cbrt(x: ArrayLike): NDArray {
  return elementwiseUnary("cbrt", x);
}

/**
 * `1 / x`, always a float.
 *
 * @example
 * import { array, reciprocal } from "@proj/array";
 * reciprocal(array([2, 4])); // → [0.5, 0.25]
 */
export function reciprocal(x: ArrayLike): NDArray {
  return divide(1, x);
}

/**
 * The square root of x² + y², without overflow in between; 0 has derivative 0.
 *
 * @example
 * import { hypot } from "@proj/array";
 * hypot(3, 4); // → 5
 */
export function hypot(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = pair("hypot", x, y).map((operand) => elementwiseUnary("abs", toFloat(operand))) as [NDArray, NDArray];
  const larger = elementwiseBinary("max", a, b, "hypot");
  const smaller = elementwiseBinary("min", a, b, "hypot");
  const infinite = elementwiseBinary("or", elementwiseBinary("eq", a, Infinity), elementwiseBinary("eq", b, Infinity));
  const unsafe = elementwiseBinary("or", infinite, elementwiseBinary("eq", larger, 0));
  const ratio = elementwiseBinary("div", where(unsafe, 0, smaller), where(unsafe, 1, larger));
  const finite = elementwiseBinary("mul", larger, sqrt(elementwiseBinary("add", square(ratio), 1)));
  return where(infinite, Infinity, finite);
}
