import { integerOption, readPositionalOptions, type OptionReader, type OptionReaders } from "@proj/tree/core";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { axisOption } from "../core/options.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { conj } from "../numpy/complex.ts";
import { normOption, transformed, type FftNorm, type FftOptions } from "./transform.ts";

const lengthOption = integerOption();
const orNull: OptionReader<number | null> = (value, place) => (value === null ? null : lengthOption(value, place));

const readers: OptionReaders<FftOptions> = { n: orNull, axis: axisOption, norm: normOption };

/** The options of a transform, by position or by name. */
type Args = readonly [n?: number | null | FftOptions, axis?: number | FftOptions, norm?: FftNorm | null | FftOptions];

const read = (operation: string, args: Args): Partial<FftOptions> =>
  readPositionalOptions<FftOptions>(operation, args, ["n", "axis", "norm"], readers);

function along(operation: string, x: ArrayLike, type: lax.FftType, inverse: boolean, args: Args): NDArray {
  const { n = null, axis = -1, norm } = read(operation, args);
  return transformed(operation, x, { type, inverse, s: n === null ? null : [n], axes: [axis], norm });
}

/** The length of a sequence along the axis of a transform. */
function lengthAlong(operation: string, x: NDArray, { axis = -1 }: Partial<FftOptions>): number {
  return x.shape[normalizeAxis(axis, x.ndim, operation)]!;
}

/**
 * The discrete Fourier transform along an axis: Σⱼ xⱼ exp(-2πi jk / n).
 *
 * @param n - the length to which the axis is cut or filled up with zeros, default its own; or {@link FftOptions}.
 * @param axis - default the last.
 * @param norm - `"backward"` (default), `"ortho"` or `"forward"`.
 * @example
 * import { array } from "@proj/array";
 * import { fft } from "@proj/array/fft";
 * fft(array([1, 2, 3, 4])); // → [10+0j, -2+2j, -2+0j, -2-2j]
 */
export function fft(x: ArrayLike, ...args: Args): NDArray {
  return along("fft", x, "FFT", false, args);
}

/**
 * The inverse of {@link fft}.
 *
 * @param n - the length to which the axis is cut or filled up with zeros, default its own; or {@link FftOptions}.
 * @param axis - default the last.
 * @param norm - `"backward"` (default), `"ortho"` or `"forward"`.
 * @example
 * import { array } from "@proj/array";
 * import { ifft } from "@proj/array/fft";
 * ifft(array([10, { re: -2, im: 2 }, -2, { re: -2, im: -2 }])); // → [1+0j, 2+0j, 3+0j, 4+0j]
 */
export function ifft(x: ArrayLike, ...args: Args): NDArray {
  return along("ifft", x, "IFFT", true, args);
}

/**
 * The discrete Fourier transform of real numbers along an axis, without the negative frequencies: n / 2 + 1 numbers.
 *
 * @throws UsageError for complex numbers.
 *
 * @param n - the length to which the axis is cut or filled up with zeros, default its own; or {@link FftOptions}.
 * @param axis - default the last.
 * @param norm - `"backward"` (default), `"ortho"` or `"forward"`.
 * @example
 * import { array } from "@proj/array";
 * import { rfft } from "@proj/array/fft";
 * rfft(array([1, 2, 3, 4])); // → [10+0j, -2+2j, -2+0j]
 */
export function rfft(x: ArrayLike, ...args: Args): NDArray {
  return along("rfft", x, "RFFT", false, args);
}

/**
 * The inverse of {@link rfft}: real numbers. Without `n`, twice as many as there are frequencies, less 2.
 *
 * @param n - the length to which the axis is cut or filled up with zeros, default its own; or {@link FftOptions}.
 * @param axis - default the last.
 * @param norm - `"backward"` (default), `"ortho"` or `"forward"`.
 * @example
 * import { array } from "@proj/array";
 * import { irfft } from "@proj/array/fft";
 * irfft(array([10, { re: -2, im: 2 }, -2])); // → [1, 2, 3, 4]
 */
export function irfft(x: ArrayLike, ...args: Args): NDArray {
  return along("irfft", x, "IRFFT", true, args);
}

/**
 * The transform of a sequence whose negative half is the conjugate of the positive one, which is given: real numbers.
 *
 * @param n - the length to which the axis is cut or filled up with zeros, default its own; or {@link FftOptions}.
 * @param axis - default the last.
 * @param norm - `"backward"` (default), `"ortho"` or `"forward"`.
 * @example
 * import { array } from "@proj/array";
 * import { hfft } from "@proj/array/fft";
 * hfft(array([1, { re: 0, im: 1 }, 2])); // → [3, 1, 3, -3]
 */
export function hfft(x: ArrayLike, ...args: Args): NDArray {
  const z = conj(toArray(x, "hfft"));
  const options = read("hfft", args);
  const length = options.n ?? 2 * (lengthAlong("hfft", z, options) - 1);
  return lax.mul(along("hfft", z, "IRFFT", false, args), length);
}

/**
 * The inverse of {@link hfft}.
 *
 * @throws UsageError for complex numbers.
 *
 * @param n - the length to which the axis is cut or filled up with zeros, default its own; or {@link FftOptions}.
 * @param axis - default the last.
 * @param norm - `"backward"` (default), `"ortho"` or `"forward"`.
 * @example
 * import { array } from "@proj/array";
 * import { ihfft } from "@proj/array/fft";
 * ihfft(array([3, 1, 3, -3])); // → [1+0j, 0+1j, 2+0j]
 */
export function ihfft(x: ArrayLike, ...args: Args): NDArray {
  const array = toArray(x, "ihfft");
  const options = read("ihfft", args);
  const length = options.n ?? lengthAlong("ihfft", array, options);
  return lax.mul(conj(along("ihfft", array, "RFFT", true, args)), 1 / length);
}
