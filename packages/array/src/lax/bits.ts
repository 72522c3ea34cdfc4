import { integerOption, readArgument, UsageError } from "@proj/tree/core";
import { convert } from "../core/operands.ts";
import { dtypes, isFloat, isInteger, type DType } from "../core/types/dtype.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { operand, pair, type Term } from "./apply.ts";
import {
  add,
  bitwiseAnd,
  bitwiseOr,
  eq,
  gt,
  le,
  lt,
  mul,
  ne,
  shiftLeft,
  shiftRightArithmetic,
  shiftRightLogical,
  sub,
} from "./binary.ts";
import { customDerivative } from "./custom-derivative.ts";
import { bitcastConvertType, fullLike, select } from "./elementwise.ts";
import { bitwiseNot } from "./unary.ts";

/*
 * What looks at the bits of numbers. All of it is arithmetic of unsigned integers, of which 32 bits exist everywhere.
 */

const widthOf = (dtype: DType): number => 8 * dtypes[dtype].bytes;

function integerOperand(name: string, x: NDArray): NDArray {
  if (isInteger(operand(name, x).dtype)) return x;
  throw new UsageError({
    operation: `lax.${name}`,
    received: x.describe(),
    expected: "an array of integers",
    remedy: 'read its bits with bitcastConvertType(x, "uint32"), or convert it',
  });
}

const unsigned = { 8: "uint8", 16: "uint16", 32: "uint32", 64: "uint64" } as const;

/** The unsigned integers of the same bits. */
const bitsOf = (x: NDArray): NDArray => {
  const dtype = unsigned[widthOf(x.dtype) as keyof typeof unsigned];
  return x.dtype === dtype ? x : bitcastConvertType(x, dtype);
};

/** The bits in words of 32, the most significant first; narrow integers have zeros in front. */
function wordsOf(x: NDArray): NDArray[] {
  const bits = bitsOf(x);
  if (widthOf(x.dtype) < 64) return [convert(bits, "uint32")];
  return [convert(shiftRightLogical(bits, 32), "uint32"), convert(bitwiseAnd(bits, 2 ** 32 - 1), "uint32")];
}

/** How many of 32 bits are set: sums of neighbours, then of pairs, of fours, and of all bytes in the highest one. */
function countOfWord(word: NDArray): NDArray {
  const pairs = sub(word, bitwiseAnd(shiftRightLogical(word, 1), 0x55555555));
  const fours = add(bitwiseAnd(pairs, 0x33333333), bitwiseAnd(shiftRightLogical(pairs, 2), 0x33333333));
  const bytes = bitwiseAnd(add(fours, shiftRightLogical(fours, 4)), 0x0f0f0f0f);
  return shiftRightLogical(mul(bytes, 0x01010101), 24);
}

/** How many of 32 bits come before the first that is set: all bits behind it are set, and those that are left counted. */
function zerosOfWord(word: NDArray): NDArray {
  let filled = word;
  for (const distance of [1, 2, 4, 8, 16]) filled = bitwiseOr(filled, shiftRightLogical(filled, distance));
  return countOfWord(bitwiseNot(filled));
}

/**
 * How many bits of each integer are set.
 *
 * @returns integers of the array's dtype.
 * @example
 * import { array } from "@proj/array";
 * import { populationCount } from "@proj/array/lax";
 * populationCount(array([7, 8, -1], { dtype: "int32" })); // → [3, 1, 32]
 */
export function populationCount(x: NDArray): NDArray {
  const counts = wordsOf(integerOperand("populationCount", x)).map(countOfWord);
  return convert(counts.reduce((sum, count) => add(sum, count)), x.dtype, x.weakType); // prettier-ignore
}

/**
 * How many bits of each integer come before the first that is set.
 *
 * @returns integers of the array's dtype.
 * @example
 * import { array } from "@proj/array";
 * import { clz } from "@proj/array/lax";
 * clz(array([0, 1, -1], { dtype: "int32" })); // → [32, 31, 0]
 */
export function clz(x: NDArray): NDArray {
  const [high, low] = wordsOf(integerOperand("clz", x)) as [NDArray, NDArray?];
  const zeros = zerosOfWord(high);
  const count = low === undefined ? zeros : select(eq(high, 0), add(zerosOfWord(low), 32), zeros);
  return convert(sub(count, Math.max(0, 32 - widthOf(x.dtype))), x.dtype, x.weakType);
}

/**
 * The upper half of the bits of a product of integers.
 *
 * @example
 * import { array } from "@proj/array";
 * import { mulhi } from "@proj/array/lax";
 * mulhi(array([2 ** 30, -1], { dtype: "int32" }), 8); // → [2, -1]
 */
export function mulhi(x: Term, y: Term): NDArray {
  const [a, b] = pair("mulhi", x, y);
  const { dtype } = integerOperand("mulhi", a);
  integerOperand("mulhi", b);
  const width = widthOf(dtype);
  const isSigned = dtypes[dtype].min < 0;
  if (width < 32) {
    const wide = isSigned ? "int32" : "uint32";
    const product = mul(convert(a, wide), convert(b, wide));
    return convert(isSigned ? shiftRightArithmetic(product, width) : shiftRightLogical(product, width), dtype);
  }
  const half = width / 2;
  const mask = 2 ** half - 1;
  const [p, q] = [bitsOf(a), bitsOf(b)];
  const halves = (bits: NDArray): [high: NDArray, low: NDArray] => [shiftRightLogical(bits, half), bitwiseAnd(bits, mask)]; // prettier-ignore
  const [ph, pl] = halves(p);
  const [qh, ql] = halves(q);
  // No sum is longer than the dtype: (2ʰ - 1)² + 2·(2ʰ - 1) = 2²ʰ - 1.
  const middle = add(mul(ph, ql), shiftRightLogical(mul(pl, ql), half));
  const other = add(mul(pl, qh), bitwiseAnd(middle, mask));
  const product = add(add(mul(ph, qh), shiftRightLogical(middle, half)), shiftRightLogical(other, half));
  if (!isSigned) return product;
  // Seen as unsigned, a negative number is 2ⁿ more: what the other one gets in the upper half.
  const excess = add(select(lt(a, 0), q, fullLike(q, 0)), select(lt(b, 0), p, fullLike(p, 0)));
  return bitcastConvertType(sub(product, excess), dtype);
}

/** Bits of exponent and mantissa. */
const parts = { float32: { exponent: 8, mantissa: 23 }, float64: { exponent: 11, mantissa: 52 } };

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
  const exponent = readArgument(operation, "exponentBits", exponentBits, integerOption(1));
  const mantissa = readArgument(operation, "mantissaBits", mantissaBits, integerOption(0));
  if (!isFloat(operand("reducePrecision", x).dtype)) {
    throw new UsageError({
      operation,
      received: x.describe(),
      expected: "an array of floats",
      remedy: 'convert it first: x.astype("float32")',
    });
  }
  const rounded = (value: NDArray): NDArray => {
    const wide = value.dtype === "float64" ? value : convert(value, "float32");
    return convert(roundBits(wide, exponent, mantissa), value.dtype, value.weakType);
  };
  return customDerivative("reducePrecision", [x], rounded, [(t) => reducePrecision(t, exponent, mantissa)]);
}

function roundBits(x: NDArray, exponentBits: number, mantissaBits: number): NDArray {
  const { exponent, mantissa } = parts[x.dtype === "float64" ? "float64" : "float32"];
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
