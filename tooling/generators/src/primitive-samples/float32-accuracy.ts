import type { TypedArray } from "@proj/array";
import { binaryFunctions, isUnary, meaningOf, unaryParams, type BinaryName, type UnaryName } from "@proj/array/core";
import type { Accuracy } from "./accuracy.ts";
import { worstError, type Flushing } from "./float32-error.ts";

/** The function that float32 results are held against: in double precision, unless its meaning is one of single precision. */
function exact(name: UnaryName | BinaryName): (...x: readonly number[]) => number {
  // Random normal numbers are those of one formula, step by step in single precision; neighbours are neighbours in it.
  const precision = name === "erfInv" || name === "nextAfter" ? "float32" : "float64";
  return isUnary(name)
    ? (x) => meaningOf(name, unaryParams(name))(x, precision)
    : (x, y) => binaryFunctions[name].evaluate(x, y, precision);
}

/**
 * Where results of a function of float32 are further off than is stated of it; null if nowhere. With `SHOW_ULP` in the environment
 * the largest error is printed.
 *
 * @param name - the function.
 * @param values - what was computed.
 * @param operands - the arguments, each with an element for each result.
 * @param stated - the accuracy that is stated.
 * @param flushing - what becomes of the smallest numbers.
 */
export function inaccuracy(
  name: UnaryName | BinaryName,
  values: TypedArray,
  operands: readonly Float32Array[],
  { ulp, flushes }: Accuracy,
  flushing: Flushing = flushes === undefined ? {} : { flushes },
): string | null {
  const { error, message } = worstError(values, operands, exact(name), flushing);
  if (process.env.SHOW_ULP) console.log(name, error.toFixed(2), message);
  // Half a unit is what rounding correctly leaves.
  return error <= (ulp === 0.5 ? 0 : ulp) ? null : `${name}${message} is off by ${error} units in the last place`;
}
