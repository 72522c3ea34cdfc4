import { readOptions, type OptionReaders } from "@proj/tree/core";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { arrayOption } from "../core/options.ts";
import { dtypes, isComplexDType, isFloat, isInexact } from "../core/types/dtype.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toStrong } from "./elementwise.ts";
import { where } from "./selection.ts";

/**
 * True where the element is NaN.
 *
 * @example
 * import { array, isnan } from "@proj/array";
 * isnan(array([1, NaN])); // → [false, true]
 */
export function isnan(x: ArrayLike): NDArray {
  const operand = toArray(x, "isnan");
  if (!isInexact(operand.dtype)) return lax.full(operand.shape, 0, "bool");
  return lax.ne(operand, operand);
}

/**
 * True where the element is Infinity or -Infinity.
 *
 * @example
 * import { array, isinf } from "@proj/array";
 * isinf(array([1, -Infinity])); // → [false, true]
 */
export function isinf(x: ArrayLike): NDArray {
  const operand = toArray(x, "isinf");
  if (isComplexDType(operand.dtype)) return lax.bitwiseOr(isinf(lax.real(operand)), isinf(lax.imag(operand)));
  if (!isFloat(operand.dtype)) return lax.full(operand.shape, 0, "bool");
  return lax.eq(lax.abs(operand), Infinity);
}

/**
 * True where the element is neither infinite nor NaN.
 *
 * @example
 * import { array, isfinite } from "@proj/array";
 * isfinite(array([1, NaN])); // → [true, false]
 */
export function isfinite(x: ArrayLike): NDArray {
  const operand = toArray(x, "isfinite");
  if (isComplexDType(operand.dtype)) return lax.bitwiseAnd(isfinite(lax.real(operand)), isfinite(lax.imag(operand)));
  if (!isFloat(operand.dtype)) return lax.full(operand.shape, 1, "bool");
  return lax.isFinite(operand);
}

function isInfinity(operation: string, x: ArrayLike, infinity: number): NDArray {
  const operand = toArray(x, operation);
  return isFloat(operand.dtype) ? lax.eq(operand, infinity) : lax.full(operand.shape, 0, "bool");
}

/**
 * True where the element is Infinity.
 *
 * @example
 * import { array, isposinf } from "@proj/array";
 * isposinf(array([Infinity, -Infinity])); // → [true, false]
 */
export function isposinf(x: ArrayLike): NDArray {
  return isInfinity("isposinf", x, Infinity);
}

/**
 * True where the element is -Infinity.
 *
 * @example
 * import { array, isneginf } from "@proj/array";
 * isneginf(array([Infinity, -Infinity])); // → [false, true]
 */
export function isneginf(x: ArrayLike): NDArray {
  return isInfinity("isneginf", x, -Infinity);
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

const readers: OptionReaders<NanToNumOptions> = { nan: arrayOption, posinf: arrayOption, neginf: arrayOption };

/**
 * NaN and infinities replaced by numbers.
 *
 * @param options - what to put in their place.
 * @example
 * import { array, nanToNum } from "@proj/array";
 * nanToNum(array([1, NaN, Infinity]), { posinf: 9 }); // → [1, 0, 9]
 */
export function nanToNum(x: ArrayLike, options?: NanToNumOptions): NDArray {
  const operand = toArray(x, "nanToNum");
  if (isComplexDType(operand.dtype))
    return lax.complex(nanToNum(lax.real(operand), options), nanToNum(lax.imag(operand), options));
  const { min, max } = dtypes[operand.dtype];
  const { nan = 0, posinf = max, neginf = min } = readOptions<NanToNumOptions>("nanToNum", options, readers);
  if (!isFloat(operand.dtype)) return operand;
  const finite = where(lax.eq(operand, Infinity), posinf, where(lax.eq(operand, -Infinity), neginf, operand));
  return toStrong(where(lax.ne(operand, operand), nan, finite));
}
