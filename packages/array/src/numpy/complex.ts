import { booleanOption, numberOption, readArgument, readOptions, type OptionReaders } from "@proj/tree/core";
import { convert, scalar, toArray, type ArrayLike } from "../core/operands.ts";
import { complexDType, isComplexDType, isInexact } from "../core/types/dtype.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toFloat, toStrong } from "./elementwise.ts";
import { sort } from "./sorting.ts";

/**
 * A complex number on its own: a weak complex64, which beside complex128 or float64 is complex128.
 *
 * @param re - the real part.
 * @param im - the imaginary part; default 0.
 * @example
 * import { array, complex } from "@proj/array";
 * array([1, 2]).mul(complex(0, 1)); // → [0+1j, 0+2j]
 */
export function complex(re: number, im = 0): NDArray {
  const parts = {
    re: readArgument("complex", "re", re, numberOption),
    im: readArgument("complex", "im", im, numberOption),
  };
  return scalar(parts, "complex64", true);
}

/**
 * The real parts; of real numbers, themselves.
 *
 * @example
 * import { array, real } from "@proj/array";
 * real(array([{ re: 1, im: 2 }])); // → [1]
 */
export function real(x: ArrayLike): NDArray {
  const z = toArray(x, "real");
  return isComplexDType(z.dtype) ? lax.real(z) : z;
}

/**
 * The imaginary parts; of real numbers, zeros.
 *
 * @example
 * import { array, imag } from "@proj/array";
 * imag(array([{ re: 1, im: 2 }])); // → [2]
 */
export function imag(x: ArrayLike): NDArray {
  const z = toArray(x, "imag");
  return isComplexDType(z.dtype) ? lax.imag(z) : lax.fullLike(z, 0);
}

/**
 * The conjugates: complex numbers with the opposite imaginary parts. Real numbers stay.
 *
 * @example
 * import { array, conj } from "@proj/array";
 * conj(array([{ re: 1, im: 2 }])); // → [1-2j]
 */
export function conj(x: ArrayLike): NDArray {
  const z = toArray(x, "conj");
  return isComplexDType(z.dtype) ? lax.conj(z) : z;
}

export { conj as conjugate };

/** Options of {@link angle}. */
export interface AngleOptions {
  /** Whether the angle is in degrees; default false. */
  readonly deg?: boolean;
}

const angleReaders: OptionReaders<AngleOptions> = { deg: booleanOption };

/**
 * The angles of complex numbers, from -π to π.
 *
 * @param options - whether in degrees, or {@link AngleOptions}.
 * @example
 * import { angle, array } from "@proj/array";
 * angle(array([{ re: 0, im: 1 }, -1]), true); // → [90, 180]
 */
export function angle(x: ArrayLike, options?: boolean | AngleOptions): NDArray {
  const given = typeof options === "boolean" ? { deg: options } : options;
  const { deg = false } = readOptions<AngleOptions>("angle", given, angleReaders);
  const number = toArray(x, "angle");
  const z = isInexact(number.dtype) ? number : toStrong(toFloat(number));
  const radians = lax.atan2(imag(z), real(z));
  return deg ? toStrong(lax.mul(radians, 180 / Math.PI)) : radians;
}

/**
 * True where the imaginary part is not 0.
 *
 * @example
 * import { array, iscomplex } from "@proj/array";
 * iscomplex(array([{ re: 1, im: 2 }, 3])); // → [true, false]
 */
export function iscomplex(x: ArrayLike): NDArray {
  return lax.ne(imag(toArray(x, "iscomplex")), 0);
}

/**
 * True where the imaginary part is 0.
 *
 * @example
 * import { array, isreal } from "@proj/array";
 * isreal(array([{ re: 1, im: 2 }, 3])); // → [false, true]
 */
export function isreal(x: ArrayLike): NDArray {
  return lax.eq(imag(toArray(x, "isreal")), 0);
}

/**
 * Whether the dtype is complex, whatever the values are.
 *
 * @example
 * import { array, iscomplexobj } from "@proj/array";
 * iscomplexobj(array([3], "complex64")); // → true
 */
export function iscomplexobj(x: ArrayLike): boolean {
  return isComplexDType(toArray(x, "iscomplexobj").dtype);
}

/**
 * Whether the dtype is not complex.
 *
 * @example
 * import { array, isrealobj } from "@proj/array";
 * isrealobj(array([3])); // → true
 */
export function isrealobj(x: ArrayLike): boolean {
  return !isComplexDType(toArray(x, "isrealobj").dtype);
}

/**
 * The elements as complex numbers, sorted along the last axis by their real and then by their imaginary parts.
 *
 * @example
 * import { array, sortComplex } from "@proj/array";
 * sortComplex(array([3, { re: 1, im: 2 }, { re: 1, im: -2 }])); // → [1-2j, 1+2j, 3+0j]
 */
export function sortComplex(x: ArrayLike): NDArray {
  const z = toFloat(toArray(x, "sortComplex"));
  const sorted = z.ndim === 0 ? z : sort(z);
  return convert(sorted, complexDType(sorted.dtype));
}
