import { atan2 as complexAtan2 } from "../core/complex/inverse-trigonometric.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { binary, type Term } from "./apply.ts";

/*
 * The functions of two scalars, element by element. Operands have one dtype and one shape, or are scalars; at least one is an
 * array. Comparisons give booleans.
 */

/**
 * `x + y`.
 *
 * @example
 * import { array } from "@proj/array";
 * import { add } from "@proj/array/lax";
 * add(array([1, 2]), 10); // → [11, 12]
 */
export function add(x: Term, y: Term): NDArray {
  return binary("add", x, y);
}

/**
 * `x - y`.
 *
 * @example
 * import { array } from "@proj/array";
 * import { sub } from "@proj/array/lax";
 * sub(array([1, 2]), 1); // → [0, 1]
 */
export function sub(x: Term, y: Term): NDArray {
  return binary("sub", x, y);
}

/**
 * `x · y`.
 *
 * @example
 * import { array } from "@proj/array";
 * import { mul } from "@proj/array/lax";
 * mul(array([1, 2]), 3); // → [3, 6]
 */
export function mul(x: Term, y: Term): NDArray {
  return binary("mul", x, y);
}

/**
 * `x / y`; of integers without the fraction, and -1 by zero.
 *
 * @example
 * import { array } from "@proj/array";
 * import { div } from "@proj/array/lax";
 * div(array([7, 8]), 2); // → [3.5, 4]
 */
export function div(x: Term, y: Term): NDArray {
  return binary("div", x, y);
}

/**
 * The remainder of x / y, with the sign of x; by zero x for integers, NaN for floats.
 *
 * @example
 * import { array } from "@proj/array";
 * import { rem } from "@proj/array/lax";
 * rem(array([7, -7]), 3); // → [1, -1]
 */
export function rem(x: Term, y: Term): NDArray {
  return binary("rem", x, y);
}

/**
 * xʸ of floats.
 *
 * @example
 * import { array } from "@proj/array";
 * import { pow } from "@proj/array/lax";
 * pow(array([2, 3]), 2); // → [4, 9]
 */
export function pow(x: Term, y: Term): NDArray {
  return binary("pow", x, y);
}

/**
 * The larger of two elements; NaN if either is.
 *
 * @example
 * import { array } from "@proj/array";
 * import { max } from "@proj/array/lax";
 * max(array([1, 5]), 3); // → [3, 5]
 */
export function max(x: Term, y: Term): NDArray {
  return binary("max", x, y);
}

/**
 * The smaller of two elements; NaN if either is.
 *
 * @example
 * import { array } from "@proj/array";
 * import { min } from "@proj/array/lax";
 * min(array([1, 5]), 3); // → [1, 3]
 */
export function min(x: Term, y: Term): NDArray {
  return binary("min", x, y);
}

/**
 * The angle of the point (y, x) in (-π, π].
 *
 * @example
 * import { array } from "@proj/array";
 * import { atan2 } from "@proj/array/lax";
 * atan2(array([0, 1]), 1); // ≈ [0, 0.7854]
 */
export function atan2(x: Term, y: Term): NDArray {
  return binary("atan2", x, y, { complex: complexAtan2 });
}

/**
 * The next representable number after x in the direction of y.
 *
 * @example
 * import { array } from "@proj/array";
 * import { nextafter } from "@proj/array/lax";
 * nextafter(array([1]), 2); // ≈ [1.0000001]
 */
export function nextafter(x: Term, y: Term): NDArray {
  return binary("nextAfter", x, y);
}

/**
 * Bits set in both; of booleans, both.
 *
 * @example
 * import { array } from "@proj/array";
 * import { bitwiseAnd } from "@proj/array/lax";
 * bitwiseAnd(array([true, true]), array([true, false])); // → [true, false]
 */
export function bitwiseAnd(x: Term, y: Term): NDArray {
  return binary("and", x, y);
}

/**
 * Bits set in either; of booleans, either.
 *
 * @example
 * import { array } from "@proj/array";
 * import { bitwiseOr } from "@proj/array/lax";
 * bitwiseOr(array([true, false]), array([false, false])); // → [true, false]
 */
export function bitwiseOr(x: Term, y: Term): NDArray {
  return binary("or", x, y);
}

/**
 * Bits set in one only; of booleans, either but not both.
 *
 * @example
 * import { array } from "@proj/array";
 * import { bitwiseXor } from "@proj/array/lax";
 * bitwiseXor(array([true, true]), array([true, false])); // → [false, true]
 */
export function bitwiseXor(x: Term, y: Term): NDArray {
  return binary("xor", x, y);
}

/**
 * The bits moved up by y; 0 for 32 places and more.
 *
 * @example
 * import { array } from "@proj/array";
 * import { shiftLeft } from "@proj/array/lax";
 * shiftLeft(array(Int32Array.of(1, 3)), 2); // → [4, 12]
 */
export function shiftLeft(x: Term, y: Term): NDArray {
  return binary("shiftLeft", x, y);
}

/**
 * The bits moved down by y, zeros following.
 *
 * @example
 * import { array } from "@proj/array";
 * import { shiftRightLogical } from "@proj/array/lax";
 * shiftRightLogical(array(Int32Array.of(12)), 2); // → [3]
 */
export function shiftRightLogical(x: Term, y: Term): NDArray {
  return binary("shiftRightLogical", x, y);
}

/**
 * The bits moved down by y, copies of the sign following.
 *
 * @example
 * import { array } from "@proj/array";
 * import { shiftRightArithmetic } from "@proj/array/lax";
 * shiftRightArithmetic(array(Int32Array.of(-8)), 1); // → [-4]
 */
export function shiftRightArithmetic(x: Term, y: Term): NDArray {
  return binary("shiftRightArithmetic", x, y);
}

/**
 * True where `x = y`.
 *
 * @example
 * import { array } from "@proj/array";
 * import { eq } from "@proj/array/lax";
 * eq(array([1, 2]), 2); // → [false, true]
 */
export function eq(x: Term, y: Term): NDArray {
  return binary("eq", x, y);
}

/**
 * True where `x ≠ y`.
 *
 * @example
 * import { array } from "@proj/array";
 * import { ne } from "@proj/array/lax";
 * ne(array([1, 2]), 2); // → [true, false]
 */
export function ne(x: Term, y: Term): NDArray {
  return binary("ne", x, y);
}

/**
 * True where `x < y`.
 *
 * @example
 * import { array } from "@proj/array";
 * import { lt } from "@proj/array/lax";
 * lt(array([1, 2]), 2); // → [true, false]
 */
export function lt(x: Term, y: Term): NDArray {
  return binary("lt", x, y);
}

/**
 * True where `x ≤ y`.
 *
 * @example
 * import { array } from "@proj/array";
 * import { le } from "@proj/array/lax";
 * le(array([1, 2]), 1); // → [true, false]
 */
export function le(x: Term, y: Term): NDArray {
  return binary("le", x, y);
}

/**
 * True where `x > y`.
 *
 * @example
 * import { array } from "@proj/array";
 * import { gt } from "@proj/array/lax";
 * gt(array([1, 2]), 1); // → [false, true]
 */
export function gt(x: Term, y: Term): NDArray {
  return binary("gt", x, y);
}

/**
 * True where `x ≥ y`.
 *
 * @example
 * import { array } from "@proj/array";
 * import { ge } from "@proj/array/lax";
 * ge(array([1, 2]), 2); // → [false, true]
 */
export function ge(x: Term, y: Term): NDArray {
  return binary("ge", x, y);
}
