import { UsageError } from "@proj/tree/core";
import { convert, integerScalar, toArray, type ArrayLike } from "../core/operands.ts";
import { isFloat, isInteger, type FloatDType } from "../core/types/dtype.ts";
import * as lax from "../lax/index.ts";
import { hasSign } from "../lax/sign-bit.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { inFloat, inNumber, promoted, real, toStrong, withConstants } from "./elementwise.ts";
import { finfo } from "./result-type.ts";
import { trunc } from "./rounding.ts";

/*
 * What floats consist of: sign, exponent, fraction, neighbours, rest.
 */

/**
 * True where the sign bit is set: for negative numbers and -0.
 *
 * @example
 * import { array, signbit } from "@proj/array";
 * signbit(array([1, -1, -0])); // → [false, true, true]
 */
export function signbit(x: ArrayLike): NDArray {
  return hasSign(toArray(x, "signbit"));
}

/**
 * The size of `x` with the sign of `y`, whose zeros have signs as well.
 *
 * @example
 * import { array, copysign } from "@proj/array";
 * copysign(array([1, -2]), -0); // → [-1, -2]
 */
export function copysign(x: ArrayLike, y: ArrayLike): NDArray {
  const [size, like] = promoted("copysign", x, y, inFloat);
  // The result is as weak as both together, though nothing of the second is left in it but signs.
  return convert(signed(size, like), size.dtype, size.weakType && like.weakType);
}

function signed(x: NDArray, like: NDArray): NDArray {
  const size = lax.abs(x);
  return lax.select(hasSign(like), lax.neg(size), size);
}

/** The largest power of two, as its exponent, by which numbers of a dtype may be scaled without overflow: again a power of two. */
const largestStep = { bfloat16: 64, float16: 8, float32: 64, float64: 512 } as const satisfies Record<
  FloatDType,
  number
>;

/** Halvings of the step, from one that is taken three times so that the smallest numbers are reached. */
function scalings(dtype: FloatDType): number[] {
  const steps: number[] = [largestStep[dtype], largestStep[dtype]];
  for (let step: number = largestStep[dtype]; step >= 1; step /= 2) steps.push(step);
  return steps;
}

/**
 * The fraction, of a size from ½ up to 1, and the exponent of each number: x = fraction · 2^exponent.
 *
 * @returns the fraction, a float, and the exponent, int32; zeros, infinities and NaN are their own fraction, with exponent 0.
 * @example
 * import { array, frexp } from "@proj/array";
 * frexp(array([8, -3])); // → [[0.5, -0.75], [4, 2]]
 */
export function frexp(x: ArrayLike): readonly [fraction: NDArray, exponent: NDArray] {
  const array = toStrong(real("frexp", x));
  const dtype = array.dtype as FloatDType;
  const usual = lax.bitwiseAnd(lax.isFinite(array), lax.ne(array, 0));
  let fraction = lax.select(usual, array, lax.fullLike(array, 1));
  let exponent = lax.full(array.shape, 0, "int32");
  for (const step of scalings(dtype)) {
    // Scaling by a power of two is exact.
    const large = lax.ge(lax.abs(fraction), 2 ** step);
    const small = lax.lt(lax.abs(fraction), 2 ** (1 - step));
    const scale = lax.select(
      large,
      lax.fullLike(array, 2 ** -step),
      lax.select(small, lax.fullLike(array, 2 ** step), 1),
    );
    fraction = lax.mul(fraction, scale);
    exponent = lax.select(large, lax.add(exponent, step), lax.select(small, lax.sub(exponent, step), exponent));
  }
  return [
    lax.select(usual, lax.mul(fraction, 0.5), array),
    lax.select(usual, lax.add(exponent, 1), lax.full(array.shape, 0, "int32")),
  ];
}

/**
 * `x · 2 ** n`, the inverse of {@link frexp}.
 *
 * @param x - floats, or integers, which become floats.
 * @param n - integers.
 * @throws UsageError for exponents that are not integers.
 * @example
 * import { array, ldexp } from "@proj/array";
 * ldexp(array([0.5, -0.75]), array([4, 2], "int32")); // → [8, -3]
 */
export function ldexp(x: ArrayLike, n: ArrayLike): NDArray {
  const exponent = integerScalar("ldexp", n) ?? toArray(n, "ldexp");
  if (!isInteger(exponent.dtype) && exponent.dtype !== "bool") {
    throw new UsageError({
      operation: "ldexp",
      received: `exponents ${exponent.describe()}`,
      expected: "integers",
      remedy: 'convert them with astype("int32")',
    });
  }
  const [a, b] = promoted("ldexp", real("ldexp", x), convert(exponent, "int32"), inFloat);
  // Two factors: one alone would overflow or vanish where the product does not.
  const most = 2 * largestExponent[a.dtype as FloatDType];
  const bounded = lax.max(lax.min(b, most), -most);
  const half = lax.floor(lax.mul(bounded, 0.5));
  const scaled = lax.mul(lax.mul(a, lax.exp2(half)), lax.exp2(lax.sub(bounded, half)));
  return toStrong(lax.select(lax.bitwiseOr(lax.eq(a, 0), lax.eq(lax.abs(a), Infinity)), a, scaled));
}

/** The powers of two that are finite and normal, and whose reciprocals are. */
const largestExponent = { bfloat16: 126, float16: 14, float32: 126, float64: 1022 } as const satisfies Record<
  FloatDType,
  number
>;

/**
 * The fraction and the whole part of each number, both with its sign.
 *
 * @returns the fraction and the whole part, floats.
 * @example
 * import { array, modf } from "@proj/array";
 * modf(array([1.5, -2.25])); // → [[0.5, -0.25], [1, -2]]
 */
export function modf(x: ArrayLike): readonly [fraction: NDArray, whole: NDArray] {
  const array = real("modf", x);
  const whole = trunc(array);
  return [lax.sub(array, whole), whole];
}

/**
 * The rest of the division, with the sign of the dividend, as C's `fmod`; of integers by zero it is 0.
 *
 * @example
 * import { array, fmod } from "@proj/array";
 * fmod(array([7, -7]), 3); // → [1, -1]
 */
export function fmod(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = promoted("fmod", x, y, inNumber);
  return lax.rem(a, isFloat(b.dtype) ? b : lax.select(lax.eq(b, 0), 1, b));
}

/**
 * The next float from `x` towards `y`.
 *
 * @example
 * import { nextafter } from "@proj/array";
 * nextafter(1, 2).sub(1).item() === 2 ** -23; // → true
 */
export function nextafter(x: ArrayLike, y: ArrayLike): NDArray {
  return lax.nextafter(...promoted("nextafter", x, y, inFloat));
}

/**
 * The distance from each number to the next one away from 0, with its sign.
 *
 * @example
 * import { array, spacing } from "@proj/array";
 * spacing(array([1, -1])).mul(2 ** 23); // → [1, -1]
 */
export function spacing(x: ArrayLike): NDArray {
  const array = toStrong(real("spacing", x));
  const infinity = lax.fullLike(array, Infinity);
  // Of float16 JAX gives the distance upwards.
  if (array.dtype === "float16") return lax.sub(lax.nextafter(array, infinity), array);
  const distance = lax.sub(lax.nextafter(array, signed(infinity, array)), array);
  const least = lax.fullLike(array, finfo(array.dtype as FloatDType).smallestSubnormal);
  return lax.select(lax.eq(distance, 0), signed(least, array), distance);
}

/**
 * 0 for negative numbers, 1 for positive ones, `atZero` for 0; NaN stays.
 *
 * @example
 * import { array, heaviside } from "@proj/array";
 * heaviside(array([-2, 0, 3]), 0.5); // → [0, 0.5, 1]
 */
export function heaviside(x: ArrayLike, atZero: ArrayLike): NDArray {
  const [a, b] = promoted("heaviside", x, atZero, inFloat);
  const step = lax.select(lax.gt(a, 0), lax.fullLike(a, 1), lax.select(lax.ne(a, a), a, b));
  const steps = lax.select(lax.lt(a, 0), lax.fullLike(a, 0), step);
  return withConstants(x, steps);
}
