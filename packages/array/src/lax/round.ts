import { choiceOption, readArgument } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import { add, ge, mul, sub } from "./binary.ts";
import { select } from "./elementwise.ts";
import { abs, floor, roundToEven, sign } from "./unary.ts";

/** Where halves go. */
export const RoundingMethod = Object.freeze({ AWAY_FROM_ZERO: "awayFromZero", TO_NEAREST_EVEN: "toNearestEven" });

/** One of the values of {@link RoundingMethod}. */
export type RoundingMethodName = (typeof RoundingMethod)[keyof typeof RoundingMethod];

const methodOption = choiceOption("awayFromZero", "toNearestEven");

/**
 * The nearest integer.
 *
 * @param roundingMethod - where halves go: one of {@link RoundingMethod}. Default away from zero.
 * @example
 * import { array } from "@proj/array";
 * import { round, RoundingMethod } from "@proj/array/lax";
 * const x = array([0.5, 1.5, -2.5]);
 * round(x); // → [1, 2, -3]
 * round(x, RoundingMethod.TO_NEAREST_EVEN); // → [0, 2, -2]
 */
export function round(x: NDArray, roundingMethod: RoundingMethodName = "awayFromZero"): NDArray {
  const method = readArgument("lax.round", "roundingMethod", roundingMethod, methodOption);
  const even = roundToEven(x);
  if (method === "toNearestEven") return even;
  const size = abs(x);
  const whole = floor(size);
  // Large numbers, infinities and zeros of both signs are their own nearest integers.
  return select(ge(sub(size, whole), 0.5), mul(sign(x), add(whole, 1)), even);
}
