import type { ArrayLike, NDArray } from "@proj/array";
import { isInexact, isNDArray } from "@proj/array/core";

/**
 * Whether a value is an array, concrete or traced.
 *
 * @example
 * import { array } from "@proj/array";
 * import { isArray } from "@proj/module";
 * [array(1), 1, [1]].map(isArray); // → [true, false, false]
 */
export function isArray(value: unknown): value is NDArray {
  return isNDArray(value);
}

/**
 * Whether a value is an array of real numbers, which can be differentiated.
 *
 * @example
 * import { array } from "@proj/array";
 * import { isInexactArray } from "@proj/module";
 * [array(1), array(true), 1].map(isInexactArray); // → [true, false, false]
 */
export function isInexactArray(value: unknown): value is NDArray {
  return isNDArray(value) && isInexact(value.dtype);
}

/**
 * Whether a value is an array or stands for one: a number or a boolean.
 *
 * @example
 * import { array } from "@proj/array";
 * import { isArrayLike } from "@proj/module";
 * [array(1), 1, true, "1"].map(isArrayLike); // → [true, true, true, false]
 */
export function isArrayLike(value: unknown): value is ArrayLike {
  return isNDArray(value) || typeof value === "number" || typeof value === "boolean";
}

/**
 * Whether a value is an array of real numbers or stands for one: a number.
 *
 * @example
 * import { array } from "@proj/array";
 * import { isInexactArrayLike } from "@proj/module";
 * [array(1), 1, true].map(isInexactArrayLike); // → [true, true, false]
 */
export function isInexactArrayLike(value: unknown): value is NDArray | number {
  return isInexactArray(value) || typeof value === "number";
}

/** Whether a value is a hole: the empty tree. */
export const isNull = (value: unknown): value is null => value === null;
