import { integerOption, readArgument, UsageError } from "@proj/tree/core";
import { convert } from "../core/operands.ts";
import { applyRoutine, Routine } from "../core/routine.ts";
import { isFloat, type DType } from "../core/types/dtype.ts";
import { roundHalfEven } from "../core/types/round-half-even.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { operand } from "./apply.ts";
import { add, bitwiseAnd, bitwiseOr, gt, le, ne, shiftLeft, shiftRightLogical } from "./binary.ts";
import { bitsOf } from "./bits-of.ts";
import { bitcastConvertType, fullLike, select } from "./elementwise.ts";

/** Bits of exponent and mantissa of the dtype in which is computed. */
const formatOf = (dtype: DType): { readonly exponent: number; readonly mantissa: number } =>
  dtype === "float64" ? { exponent: 11, mantissa: 52 } : { exponent: 8, mantissa: 23 };

/** How many bits are kept. */
interface Format extends Readonly<Record<string, number>> {
  readonly exponentBits: number;
  readonly mantissaBits: number;
}

/** The meaning: one number. */
function roundNumber(x: number, { exponentBits, mantissaBits }: Format, dtype: DType): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  const { exponent, mantissa } = formatOf(dtype);
  const size = Math.abs(x);
  const least = 2 - 2 ** (exponent - 1);
  let power = Math.max(least, Math.floor(Math.log2(size)));
  // The logarithm may have been rounded up.
  if (power > least && size < 2 ** power) power--;
  const unit = 2 ** (power - mantissaBits);
  const rounded = mantissaBits < mantissa ? roundHalfEven(size / unit) * unit : size;
  const reach = 2 ** (exponentBits - 1) - 1;
  const fits = exponentBits >= exponent;
  return (
    Math.sign(x) *
    (fits || (rounded >= 2 ** (1 - reach) && rounded < 2 ** (reach + 1)) ? rounded : rounded < 2 ? 0 : Infinity)
  );
}

/** The same by the bits of whole arrays. */
function roundBits(x: NDArray, { exponentBits, mantissaBits }: Format): NDArray {
  const { exponent, mantissa } = formatOf(x.dtype);
  let bits = bitsOf(x);
  const constant = (value: number): NDArray => fullLike(bits, value);
  const shifted = (value: number): NDArray => shiftLeft(constant(value), mantissa);
  const sign = bitwiseAnd(bits, shiftLeft(constant(1), exponent + mantissa));
  const dropped = mantissa - mantissaBits;
  if (dropped > 0) {
    const last = bitwiseAnd(shiftRightLogical(bits, dropped), 1);
    const up = add(last, 2 ** (dropped - 1) - 1);
    bits = shiftLeft(shiftRightLogical(add(bits, up), dropped), dropped);
  }
  if (exponentBits < exponent) {
    const bias = 2 ** (exponent - 1) - 1;
    const reach = 2 ** (exponentBits - 1) - 1;
    const own = bitwiseAnd(bits, shifted(2 ** exponent - 1));
    const infinite = bitwiseOr(sign, shifted(2 ** exponent - 1));
    bits = select(gt(own, shifted(bias + reach)), infinite, bits);
    bits = select(le(own, shifted(bias - reach)), sign, bits);
  }
  return select(ne(x, x), x, bitcastConvertType(bits, x.dtype));
}

/** A linear function as far as derivatives are concerned: tangents and cotangents are rounded as values are. */
const rounding: Routine<Format> = new Routine<Format>({
  name: "reducePrecision",
  operandRanks: [0],
  types: (operands) => operands,
  evaluate: ([x], [result], format) => {
    result!.data[0] = roundNumber(x!.data[0]!, format, x!.dtype);
  },
  jvp: ([x], [t], format) => [applyRoutine(rounding, [x!], format), applyRoutine(rounding, [t!], format)],
  transpose: ([ct], _, format) => applyRoutine(rounding, [ct!], format),
  procedure: {
    composed: ([x], format) => {
      const wide = x!.dtype === "float64" ? x! : convert(x!, "float32");
      return [convert(roundBits(wide, format), x!.dtype)];
    },
  },
});

/**
 * Floats rounded to fewer bits, as another format would have them: to the nearest, ties to even; what is too large becomes
 * infinite, what is too small zero.
 *
 * @param exponentBits - at least 1.
 * @param mantissaBits - of the fraction, at least 0.
 * @example
 * import { array } from "@proj/array";
 * import { reducePrecision } from "@proj/array/lax";
 * reducePrecision(array([1.01, 1e6]), 5, 10); // ≈ [1.0098, Infinity]
 */
export function reducePrecision(x: NDArray, exponentBits: number, mantissaBits: number): NDArray {
  const operation = "lax.reducePrecision";
  const format = {
    exponentBits: readArgument(operation, "exponentBits", exponentBits, integerOption(1)),
    mantissaBits: readArgument(operation, "mantissaBits", mantissaBits, integerOption(0)),
  };
  if (!isFloat(operand("reducePrecision", x).dtype)) {
    throw new UsageError({
      operation,
      received: x.describe(),
      expected: "an array of floats",
      remedy: 'convert it first: x.astype("float32")',
    });
  }
  return convert(applyRoutine(rounding, [x], format)[0]!, x.dtype, x.weakType);
}
