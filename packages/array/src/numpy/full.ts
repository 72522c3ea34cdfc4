import { castNumber } from "../core/types/dtype.ts";
import { UsageError } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import { asArray, broadcastTo, convert, filled, type ArrayLike } from "../core/operands.ts";
import type { Shape } from "../core/types/shape.ts";
import type { DTypeOption } from "./creation.ts";

/** Checks lengths that a user gave. */
function checkShape(operation: string, shape: number | Shape): Shape {
  const lengths = typeof shape === "number" ? [shape] : shape;
  if (lengths.every((length) => Number.isInteger(length) && length >= 0)) return lengths;
  throw new UsageError({
    operation,
    received: `shape [${lengths.join(",")}]`,
    expected: "non-negative integers",
    remedy:
      "shapes are known when the program is traced: compute them from other shapes, not from the values of arrays",
  });
}

/**
 * An array of one value.
 *
 * @param shape - lengths of the axes; a number for one axis.
 * @param value - a scalar, or an array that broadcasts to the shape.
 * @param dtype - default: that of the value, where a number is a float32 and a boolean a bool.
 * @example
 * import { full } from "@proj/array";
 * full([2, 2], 7); // → [[7, 7], [7, 7]]
 */
export function full(shape: number | Shape, value: ArrayLike, { dtype }: DTypeOption = {}): NDArray {
  const lengths = checkShape("full", shape);
  if (typeof value !== "object")
    return filled(lengths, Number(value), dtype ?? (typeof value === "boolean" ? "bool" : "float32"));
  const operand = asArray(value, "full");
  return broadcastTo(convert(operand, dtype ?? operand.dtype), lengths);
}

/**
 * An array of zeros.
 *
 * @param dtype - default float32.
 * @example
 * import { zeros } from "@proj/array";
 * zeros(3); // → [0, 0, 0]
 */
export function zeros(shape: number | Shape, { dtype = "float32" }: DTypeOption = {}): NDArray {
  return filled(checkShape("zeros", shape), 0, dtype);
}

/**
 * An array of ones.
 *
 * @param dtype - default float32.
 * @example
 * import { ones } from "@proj/array";
 * ones([2, 1]); // → [[1], [1]]
 */
export function ones(shape: number | Shape, { dtype = "float32" }: DTypeOption = {}): NDArray {
  return filled(checkShape("ones", shape), 1, dtype);
}

/**
 * An array whose values do not matter; they are zeros, so that programs give the same result at every run.
 *
 * @param dtype - default float32.
 * @example
 * import { empty } from "@proj/array";
 * empty([2, 3]).shape; // → [2, 3]
 */
export function empty(shape: number | Shape, { dtype = "float32" }: DTypeOption = {}): NDArray {
  return filled(checkShape("empty", shape), 0, dtype);
}

/** What a new array takes from another one, unless said otherwise. */
export interface LikeOptions extends DTypeOption {
  readonly shape?: Shape;
}

/**
 * An array of one value with the shape and dtype of another array.
 *
 * @example
 * import { array, fullLike } from "@proj/array";
 * fullLike(array([1, 2]), 7); // → [7, 7]
 */
export function fullLike(x: ArrayLike, value: ArrayLike, options: LikeOptions = {}): NDArray {
  const like = asArray(x, "fullLike");
  const shape = checkShape("fullLike", options.shape ?? like.shape);
  const dtype = options.dtype ?? like.dtype;
  return typeof value === "object"
    ? broadcastTo(convert(value, dtype), shape)
    : filled(shape, castNumber(Number(value), dtype), dtype);
}

/**
 * Zeros with the shape and dtype of another array.
 *
 * @example
 * import { array, zerosLike } from "@proj/array";
 * zerosLike(array([1, 2])); // → [0, 0]
 */
export function zerosLike(x: ArrayLike, options: LikeOptions = {}): NDArray {
  return fullLike(x, 0, options);
}

/**
 * Ones with the shape and dtype of another array.
 *
 * @example
 * import { array, onesLike } from "@proj/array";
 * onesLike(array([1, 2])); // → [1, 1]
 */
export function onesLike(x: ArrayLike, options: LikeOptions = {}): NDArray {
  return fullLike(x, 1, options);
}

/**
 * An array with the shape and dtype of another one, whose values do not matter.
 *
 * @example
 * import { array, emptyLike } from "@proj/array";
 * emptyLike(array([1, 2])).shape; // → [2]
 */
export function emptyLike(x: ArrayLike, options: LikeOptions = {}): NDArray {
  return fullLike(x, 0, options);
}
