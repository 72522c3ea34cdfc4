import { numberOption, readArgument, UsageError } from "@proj/tree/core";
import { convert, numberScalar, toArray } from "../core/operands.ts";
import { checkDomain } from "../core/scalar/check-domain.ts";
import { bind } from "../core/trace.ts";
import { dtypes, isComplexDType, type DType } from "../core/types/dtype.ts";
import type { Shape } from "../core/types/shape.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { checkedDType, constantLike, lengths, operand, pair, type Term } from "./apply.ts";
import { bitwiseAnd, gt, lt, max, min, mul, shiftLeft, shiftRightLogical } from "./binary.ts";
import { broadcastInDim, iota } from "./movement.ts";
import { neg } from "./unary.ts";
import { customDerivative } from "./custom-derivative.ts";

/**
 * `condition ? x : y`, element by element; the condition may be a scalar.
 *
 * @param condition - booleans.
 * @param x - where the condition is true; x or y is an array.
 * @param y - where it is false.
 * @example
 * import { array } from "@proj/array";
 * import { select } from "@proj/array/lax";
 * select(array([true, false]), array([1, 2]), 0); // → [1, 0]
 */
export function select(condition: NDArray, x: Term, y: Term): NDArray {
  return bind("select", [operand("select", condition), ...pair("select", x, y)], {})[0];
}

/**
 * x to an integer power, exact where repeated multiplication is.
 *
 * @param exponent - an integer; not negative for integers.
 * @throws UsageError for other exponents.
 * @example
 * import { array } from "@proj/array";
 * import { integerPow } from "@proj/array/lax";
 * integerPow(array([2, 3]), 3); // → [8, 27]
 */
export function integerPow(x: NDArray, exponent: number): NDArray {
  return bind("integerPow", [operand("integerPow", x)], { exponent })[0];
}

/**
 * `x · x`.
 *
 * @example
 * import { array } from "@proj/array";
 * import { square } from "@proj/array/lax";
 * square(array([2, -3])); // → [4, 9]
 */
export function square(x: NDArray): NDArray {
  return integerPow(x, 2);
}

/**
 * `1 / x` of floats.
 *
 * @throws UsageError for integers, of which it would be 0.
 * @example
 * import { array } from "@proj/array";
 * import { reciprocal } from "@proj/array/lax";
 * reciprocal(array([2, 4])); // → [0.5, 0.25]
 */
export function reciprocal(x: NDArray): NDArray {
  checkDomain("lax.reciprocal", "inexact", operand("reciprocal", x).aval);
  return bind("div", pair("reciprocal", 1, x), {})[0];
}

/**
 * Elements moved into the interval from `lower` to `upper`; the derivative is 1 inside, 0 at the bounds and outside.
 *
 * @example
 * import { array } from "@proj/array";
 * import { clamp } from "@proj/array/lax";
 * clamp(0, array([-2, 0.5, 7]), 1); // → [0, 0.5, 1]
 */
export function clamp(lower: Term, x: NDArray, upper: Term): NDArray {
  const [operand, low] = pair("clamp", x, lower);
  const [, high] = pair("clamp", x, upper);
  return customDerivative("clamp", [low, operand, high], (l, v, h) => min(max(v, l), h), [
    (t, l, v, h) => select(bitwiseAnd(gt(l, v), lt(l, h)), t, 0),
    (t, l, v, h) => select(bitwiseAnd(gt(v, l), lt(v, h)), t, 0),
    (t, _, v, h) => select(lt(h, v), t, 0),
  ]);
}

/**
 * The values in another dtype: floats lose their fraction on the way to integers, what is not 0 is true.
 *
 * @param weakType - whether the result's dtype gives way to other operands'; default false.
 * @example
 * import { array } from "@proj/array";
 * import { convertElementType } from "@proj/array/lax";
 * convertElementType(array([1.7, -1.7]), "int32"); // → [1, -1]
 */
export function convertElementType(x: NDArray, dtype: DType, weakType?: boolean): NDArray {
  const array = operand("convertElementType", x);
  return convert(array, checkedDType("convertElementType", dtype), weakType ?? false);
}

/**
 * Complex numbers from their parts.
 *
 * @param re - float32 or float64; gives complex64 or complex128.
 * @param im - of the same dtype.
 * @example
 * import { array } from "@proj/array";
 * import { complex } from "@proj/array/lax";
 * complex(array([1, 2]), array([3, -4])); // → [1+3j, 2-4j]
 */
export function complex(re: Term, im: Term): NDArray {
  return bind("complex", pair("complex", re, im), {})[0];
}

/**
 * The real parts of complex numbers.
 *
 * @param x - complex.
 * @returns float32 of complex64, float64 of complex128.
 * @example
 * import { array } from "@proj/array";
 * import { complex, real } from "@proj/array/lax";
 * real(complex(array([1, 2]), array([3, -4]))); // → [1, 2]
 */
export function real(x: NDArray): NDArray {
  return bind("real", [operand("real", x)], {})[0];
}

/**
 * The imaginary parts of complex numbers.
 *
 * @param x - complex.
 * @returns float32 of complex64, float64 of complex128.
 * @example
 * import { array } from "@proj/array";
 * import { complex, imag } from "@proj/array/lax";
 * imag(complex(array([1, 2]), array([3, -4]))); // → [3, -4]
 */
export function imag(x: NDArray): NDArray {
  return bind("imag", [operand("imag", x)], {})[0];
}

/**
 * The conjugates: complex numbers with the opposite imaginary parts. Real numbers become complex ones.
 *
 * @param x - complex, or float32 or float64.
 * @example
 * import { array } from "@proj/array";
 * import { complex, conj } from "@proj/array/lax";
 * conj(complex(array([1, 2]), array([3, -4]))); // → [1-3j, 2+4j]
 */
export function conj(x: NDArray): NDArray {
  const z = operand("conj", x);
  return isComplexDType(z.dtype) ? complex(real(z), neg(imag(z))) : complex(z, 0);
}

/**
 * The same bits, read as another dtype. Several elements of a smaller dtype are one of a larger: on a new last axis, or instead of
 * the last axis, the lowest bits first.
 *
 * @throws UsageError when the last axis is not as long as the sizes of the dtypes ask for.
 * @example
 * import { array } from "@proj/array";
 * import { bitcastConvertType } from "@proj/array/lax";
 * bitcastConvertType(array([1]), "int32"); // → [1065353216]
 * bitcastConvertType(array([1]), "uint16"); // → [[0, 16256]]
 */
export function bitcastConvertType(x: NDArray, dtype: DType): NDArray {
  const array = operand("bitcastConvertType", x);
  const target = checkedDType("bitcastConvertType", dtype);
  const [from, to] = [dtypes[array.dtype].bytes, dtypes[target].bytes];
  if (from === to || isComplexDType(array.dtype) || isComplexDType(target)) return bitcast(array, target);
  const [part, whole] = [unsignedOf(Math.min(from, to)), unsignedOf(Math.max(from, to))];
  const count = Math.max(from, to) / Math.min(from, to);
  // How far each part lies from the lowest bit of the whole.
  const shifts = convert(mul(iota("int32", count), 8 * Math.min(from, to)), whole);
  if (from > to) {
    const shape = [...array.shape, count];
    const alike = broadcastInDim(
      bitcast(array, whole),
      shape,
      array.shape.map((_, axis) => axis),
    );
    const spread = broadcastInDim(shifts, shape, [array.ndim]);
    return bitcast(convert(shiftRightLogical(alike, spread), part), target);
  }
  if (array.shape.at(-1) !== count) {
    throw new UsageError({
      operation: "lax.bitcastConvertType",
      received: `${array.describe()} to ${target}`,
      expected: `a last axis of ${count} elements, together one of ${target}`,
      remedy: "reshape the array, or use astype to convert values instead of bits",
    });
  }
  const last = array.ndim - 1;
  const parts = shiftLeft(convert(bitcast(array, part), whole), broadcastInDim(shifts, array.shape, [last]));
  return bitcast(bind("reduceOr", [parts], { axes: [last] })[0], target);
}

function bitcast(x: NDArray, dtype: DType): NDArray {
  return bind("bitcastConvertType", [x], { dtype })[0];
}

/** The integer dtype of so many bytes without a sign. */
const unsignedOf = (bytes: number): DType => (["uint8", "uint16", "uint32", "uint64"] as const)[Math.log2(bytes)]!;

/**
 * An array full of one value.
 *
 * @param shape - lengths of the axes.
 * @param dtype - default float32, which is weak then.
 * @example
 * import { full } from "@proj/array/lax";
 * full([2, 2], 7); // → [[7, 7], [7, 7]]
 */
export function full(shape: readonly number[], value: number, dtype?: DType): NDArray {
  const number = readArgument("lax.full", "value", value, numberOption);
  const x =
    dtype === undefined ? toArray(number) : numberScalar("lax.full", number, checkedDType("full", dtype), false);
  const target = lengths("full", "shape", shape);
  return target.length === 0 ? x : bind("broadcastInDim", [x], { shape: target, broadcastDimensions: [] })[0];
}

/**
 * An array full of one value, with the shape and dtype of another one.
 *
 * @param dtype - default that of `x`, weak if it is.
 * @param shape - default that of `x`.
 * @example
 * import { array } from "@proj/array";
 * import { fullLike } from "@proj/array/lax";
 * fullLike(array([1, 2]), 7); // → [7, 7]
 * fullLike(array([1, 2]), 7, "int32", [3]); // → [7, 7, 7]
 */
export function fullLike(x: NDArray, value: number, dtype?: DType, shape?: Shape): NDArray {
  const like = operand("fullLike", x);
  const filler =
    dtype === undefined
      ? constantLike(like, value)
      : numberScalar("lax.fullLike", value, checkedDType("fullLike", dtype), false, "convert");
  if (shape !== undefined) {
    return bind("broadcastInDim", [filler], { shape: lengths("fullLike", "shape", shape), broadcastDimensions: [] })[0];
  }
  return x.ndim === 0 ? filler : bind("broadcastInDim", [filler], { shape: x.shape, broadcastDimensions: [] })[0];
}
