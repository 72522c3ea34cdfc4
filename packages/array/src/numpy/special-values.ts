import type { NDArray } from "../ndarray/ndarray.ts";
import { asArray, filled, type ArrayLike } from "../core/operands.ts";
import { dtypes, isFloat } from "../core/types/dtype.ts";
import { elementwiseBinary, elementwiseUnary } from "./elementwise.ts";
import { where } from "./selection.ts";

/**
 * True where the element is NaN.
 *
 * @example
 * import { array, isnan } from "@proj/array";
 * isnan(array([1, NaN])); // → [false, true]
 */
export function isnan(x: ArrayLike): NDArray {
  const operand = asArray(x, "isnan");
  if (!isFloat(operand.dtype)) return filled(operand.shape, 0, "bool");
  return elementwiseBinary("ne", operand, operand);
}

/**
 * True where the element is Infinity or -Infinity.
 *
 * @example
 * import { array, isinf } from "@proj/array";
 * isinf(array([1, -Infinity])); // → [false, true]
 */
export function isinf(x: ArrayLike): NDArray {
  const operand = asArray(x, "isinf");
  if (!isFloat(operand.dtype)) return filled(operand.shape, 0, "bool");
  return elementwiseBinary("eq", elementwiseUnary("abs", operand), Infinity);
}

/**
 * True where the element is neither infinite nor NaN.
 *
 * @example
 * import { array, isfinite } from "@proj/array";
 * isfinite(array([1, NaN])); // → [true, false]
 */
export function isfinite(x: ArrayLike): NDArray {
  const operand = asArray(x, "isfinite");
  if (!isFloat(operand.dtype)) return filled(operand.shape, 1, "bool");
  return elementwiseUnary("isFinite", operand);
}

/** What {@link nanToNum} puts in place of what is not a number. */
export interface NanToNumOptions {
  /** For NaN; default 0. */
  readonly nan?: ArrayLike;
  /** For Infinity; default the largest finite number. */
  readonly posinf?: ArrayLike;
  /** For -Infinity; default the most negative finite number. */
  readonly neginf?: ArrayLike;
}

/**
 * NaN and infinities replaced by numbers.
 *
 * @example
 * import { array, nanToNum } from "@proj/array";
 * nanToNum(array([1, NaN, Infinity]), { posinf: 9 }); // → [1, 0, 9]
 */
export function nanToNum(x: ArrayLike, options: NanToNumOptions = {}): NDArray {
  const operand = asArray(x, "nanToNum");
  if (!isFloat(operand.dtype)) return operand;
  const { min, max } = dtypes[operand.dtype];
  const { nan = 0, posinf = max, neginf = min } = options;
  const finite = where(operand.eq(Infinity), posinf, where(operand.eq(-Infinity), neginf, operand));
  return where(isnan(operand), nan, finite);
}
