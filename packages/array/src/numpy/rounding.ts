import { integerOption, readArgument } from "@proj/tree/core";
import { toArray, convert, type ArrayLike } from "../core/operands.ts";
import { dtypes, floatOf, isComplexDType, isFloat, isInexact, isStoredFloat } from "../core/types/dtype.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { inDomain, real, withConstants } from "./elementwise.ts";

/** Integers and booleans are rounded already. */
function rounded(operation: string, x: ArrayLike, round: (x: NDArray) => NDArray): NDArray {
  const operand = toArray(x, operation);
  return isInexact(operand.dtype) ? round(operand) : operand;
}

/**
 * The largest integer that is not above.
 *
 * @example
 * import { array, floor } from "@proj/array";
 * floor(array([1.5, -1.5])); // → [1, -2]
 */
export function floor(x: ArrayLike): NDArray {
  return rounded("floor", x, lax.floor);
}

/**
 * The smallest integer that is not below.
 *
 * @example
 * import { array, ceil } from "@proj/array";
 * ceil(array([1.5, -1.5])); // → [2, -1]
 */
export function ceil(x: ArrayLike): NDArray {
  return rounded("ceil", x, lax.ceil);
}

/**
 * The integer next to 0: the fraction is cut off.
 *
 * @example
 * import { array, trunc } from "@proj/array";
 * trunc(array([1.5, -1.5])); // → [1, -1]
 */
export function trunc(x: ArrayLike): NDArray {
  return rounded("trunc", x, (operand) => lax.select(lax.lt(operand, 0), lax.ceil(operand), lax.floor(operand)));
}

export { trunc as fix };

/**
 * The nearest integer as a float; halves go to the even neighbour.
 *
 * @example
 * import { array, rint } from "@proj/array";
 * rint(array([0.5, 1.5, 2.5])); // → [0, 2, 2]
 */
export function rint(x: ArrayLike): NDArray {
  const operand = toArray(x, "rint");
  if (isComplexDType(operand.dtype)) return lax.complex(rint(lax.real(operand)), rint(lax.imag(operand)));
  return lax.roundToEven(isFloat(operand.dtype) ? operand : convert(operand, floatOf(operand.dtype)));
}

const decimalsOption = integerOption();

/**
 * The nearest integer, or the nearest multiple of a power of ten; halves go to the even neighbour.
 *
 * @param decimals - digits behind the point that remain; negative for tens, hundreds …; default 0.
 * @throws UsageError for booleans.
 * @example
 * import { array, round } from "@proj/array";
 * round(array([0.5, 1.5, 2.5])); // → [0, 2, 2]
 */
export function round(x: ArrayLike, decimals = 0): NDArray {
  const operand = inDomain("round", "number", x);
  if (isComplexDType(operand.dtype))
    return lax.complex(round(lax.real(operand), decimals), round(lax.imag(operand), decimals));
  if (decimals === 0) return rounded("round", operand, lax.roundToEven);
  const factor = 10 ** readArgument("round", "decimals", decimals, decimalsOption);
  if (!isFloat(operand.dtype) && decimals > 0) return operand;
  // Every number of the dtype has fewer digits, or the factor would be infinite.
  if (decimals > Math.log10(dtypes[operand.dtype].max)) return withConstants(x, operand);
  // Times the factor, a half might overflow.
  const wide = isStoredFloat(operand.dtype) ? convert(operand, "float32") : real("round", operand);
  const scaled = lax.roundToEven(lax.mul(wide, factor));
  return withConstants(x, convert(lax.div(scaled, factor), operand.dtype, operand.weakType));
}

export { round as around };
