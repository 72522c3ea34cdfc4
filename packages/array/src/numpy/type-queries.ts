import { readArgument } from "@proj/tree/core";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { axisOption } from "../core/options.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import { normalizeAxis, type Shape } from "../core/types/shape.ts";

/**
 * Whether a value is a scalar: a number, a boolean, a text, or an array without axes.
 *
 * @example
 * import { array, isscalar } from "@proj/array";
 * [isscalar(3), isscalar(array([3]))]; // → [true, false]
 */
export function isscalar(value: unknown): boolean {
  if (isNDArray(value)) return value.ndim === 0;
  return ["number", "boolean", "string", "bigint"].includes(typeof value);
}

/**
 * Whether one can go through the elements of a value: a list, a text, a map, or an array with axes.
 *
 * @example
 * import { array, iterable } from "@proj/array";
 * [iterable(array([3])), iterable(3)]; // → [true, false]
 */
export function iterable(value: unknown): boolean {
  if (isNDArray(value)) return value.ndim > 0;
  if (typeof value === "string") return true;
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

/**
 * The number of axes.
 *
 * @example
 * import { array, ndim } from "@proj/array";
 * ndim(array([[1, 2]])); // → 2
 */
export function ndim(x: ArrayLike): number {
  return toArray(x, "ndim").ndim;
}

/**
 * The lengths of the axes.
 *
 * @example
 * import { array, shape } from "@proj/array";
 * shape(array([[1, 2]])); // → [1, 2]
 */
export function shape(x: ArrayLike): Shape {
  return toArray(x, "shape").shape;
}

/**
 * The number of elements, or the length of an axis.
 *
 * @param axis - whose length; default the number of all elements.
 * @throws UsageError for an axis that the array lacks.
 * @example
 * import { array, size } from "@proj/array";
 * size(array([[1, 2]])); // → 2
 */
export function size(x: ArrayLike, axis?: number | null): number {
  const array = toArray(x, "size");
  if (axis === undefined || axis === null) return array.size;
  const place = readArgument("size", "axis", axis, axisOption);
  return array.shape[normalizeAxis(place, array.ndim, "size")]!;
}
