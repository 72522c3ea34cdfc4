import { broadcastTo, type DType, type NDArray } from "@proj/array";
import { bind, isFloat, scalar } from "@proj/array/core";
import { tanh } from "@proj/array/lax";

/*
 * What random programs compute with. Targets may round differently, so a value that has been rounded must never decide
 * anything: no comparison, no conversion to an integer, no index. Each value therefore says how far it can be trusted.
 */

/**
 * - `grid`: every target has the same value: integers, booleans, and floats that are multiples of ¼ between -16 and 16;
 * - `exact`: a float that every target has the same, but it may be NaN, infinite or large;
 * - `rounded`: a float between -1 and 1, give or take its rounding error, or NaN.
 */
export type Trust = "grid" | "exact" | "rounded";

/** An array, concrete or traced, and how far its values can be trusted. */
export interface Value {
  readonly array: NDArray;
  readonly trust: Trust;
}

export const value = (array: NDArray, trust: Trust): Value => ({ array, trust });

/** The less trusted of two. */
export const joint = (...trusts: readonly Trust[]): Trust =>
  trusts.includes("rounded") ? "rounded" : trusts.includes("exact") ? "exact" : "grid";

export const isFloating = ({ array }: Value): boolean => isFloat(array.dtype);
export const isWord = ({ array }: Value): boolean => array.dtype === "int32" || array.dtype === "uint32";
export const isBoolean = ({ array }: Value): boolean => array.dtype === "bool";
export const isNumeric = (x: Value): boolean => !isBoolean(x);
/** True if the value may decide something. */
export const isExact = ({ trust }: Value): boolean => trust !== "rounded";

/** Keeps floats between -1 and 1, whatever was done to them. */
export const squashed = (x: NDArray): Value => value(tanh(x), "rounded");

/** The number as an operand for arrays of the same dtype as `x`. */
export const like = (x: NDArray, number: number): NDArray => scalar(number, x.dtype);

export const convert = (x: NDArray, dtype: DType): NDArray =>
  bind("convertElementType", [x], { dtype, weakType: false })[0];

/** The value as a float between -1 and 1. */
export function asRounded({ array, trust }: Value, float: DType): Value {
  if (trust === "rounded") return value(array, trust);
  if (array.dtype === float) return squashed(array);
  if (array.dtype === "bool") return value(convert(array, float), "rounded");
  // A word is too large for a half.
  const x = convert(array, float === "float16" ? "float32" : float);
  const [scaled] = bind("mul", [x, like(x, array.dtype === "uint32" ? 2 ** -32 : 2 ** -31)], {});
  return value(x.dtype === float ? scaled : convert(scaled, float), "rounded");
}

/** The value as small integers of a dtype, from 0 to `mask`, which is one less than a power of two. */
export function asSmallInteger({ array, trust }: Value, dtype: "int32" | "uint32", mask: number): Value {
  if (trust === "rounded") throw new Error("a rounded value would decide something");
  const words = array.dtype === dtype ? array : convert(array, dtype);
  return value(bind("and", [words, like(words, mask)], {})[0], "grid");
}

/** Brings integral or grid floats back to the grid. */
export function clamped(x: NDArray): Value {
  if (!isFloat(x.dtype)) return value(x, "grid");
  const low = bind("max", [x, like(x, -16)], {})[0];
  return value(bind("min", [low, like(x, 16)], {})[0], "grid");
}

/** The array in another shape: itself if it fits, else its first element, which stands for an array full of it. */
export function fitted(x: NDArray, shape: readonly number[]): NDArray {
  if (x.ndim === 0 || x.shape.join() === shape.join()) return x;
  const trailing = shape.slice(shape.length - x.ndim);
  if (x.ndim <= shape.length && x.shape.every((length, axis) => length === trailing[axis] || length === 1))
    return broadcastTo(x, shape);
  if (x.size === 0) return scalar(1, x.dtype);
  const limit = x.shape.map(() => 1);
  return bind("slice", [x], { start: x.shape.map(() => 0), limit, strides: limit })[0].reshape([]);
}

/** The value as an array of exactly this shape. */
export function filledTo(x: Value, shape: readonly number[]): Value {
  const array = fitted(x.array, shape);
  return value(array.shape.join() === shape.join() ? array : broadcastTo(array, shape), x.trust);
}
