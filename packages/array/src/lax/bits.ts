import { UsageError } from "@proj/tree/core";
import { convert } from "../core/operands.ts";
import { dtypes, isInteger } from "../core/types/dtype.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { operand, pair, type Term } from "./apply.ts";
import { add, bitwiseAnd, bitwiseOr, eq, lt, mul, shiftRightArithmetic, shiftRightLogical, sub } from "./binary.ts";
import { bitsOf, widthOf } from "./bits-of.ts";
import { bitcastConvertType, fullLike, select } from "./elementwise.ts";
import { bitwiseNot } from "./unary.ts";

/*
 * What looks at the bits of numbers. All of it is arithmetic of unsigned integers, of which 32 bits exist everywhere.
 */

function integerOperand(name: string, x: NDArray): NDArray {
  if (isInteger(operand(name, x).dtype)) return x;
  throw new UsageError({
    operation: `lax.${name}`,
    received: x.describe(),
    expected: "an array of integers",
    remedy: 'read its bits with bitcastConvertType(x, "uint32"), or convert it',
  });
}

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
  return convert(upperHalf(a, b), dtype, a.weakType && b.weakType);
}

function upperHalf(a: NDArray, b: NDArray): NDArray {
  const { dtype } = a;
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
