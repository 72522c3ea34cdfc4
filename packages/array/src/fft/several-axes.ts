import {
  integerOption,
  listOption,
  readPositionalOptions,
  type OptionReader,
  type OptionReaders,
} from "@proj/tree/core";
import type { ArrayLike } from "../core/operands.ts";
import type * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { normOption, transformed, type FftnOptions, type FftNorm } from "./transform.ts";

const integers = listOption(integerOption());
const orNull: OptionReader<readonly number[] | null> = (value, place) =>
  value === null ? null : integers(value, place);

const readers: OptionReaders<FftnOptions> = { s: orNull, axes: orNull, norm: normOption };

/** The options of a transform, by position or by name. */
type Args = readonly [
  s?: readonly number[] | null | FftnOptions,
  axes?: readonly number[] | null | FftnOptions,
  norm?: FftNorm | null | FftnOptions,
];

function over(
  operation: string,
  x: ArrayLike,
  type: lax.FftType,
  inverse: boolean,
  args: Args,
  usual: readonly number[] | null,
): NDArray {
  const {
    s = null,
    axes = usual,
    norm,
  } = readPositionalOptions<FftnOptions>(operation, args, ["s", "axes", "norm"], readers);
  return transformed(operation, x, { type, inverse, s, axes, norm });
}

/**
 * The discrete Fourier transform over several axes.
 *
 * @param s - the lengths to which the axes are cut or filled up with zeros, default their own; or {@link FftnOptions}.
 * @param axes - default the last ones for which there are lengths, or all.
 * @param norm - `"backward"` (default), `"ortho"` or `"forward"`.
 * @example
 * import { array } from "@proj/array";
 * import { fftn } from "@proj/array/fft";
 * fftn(array([[1, 2], [3, 4]])); // → [[10+0j, -2+0j], [-4+0j, 0+0j]]
 */
export function fftn(x: ArrayLike, ...args: Args): NDArray {
  return over("fftn", x, "FFT", false, args, null);
}

/**
 * The inverse of {@link fftn}.
 *
 * @param s - the lengths to which the axes are cut or filled up with zeros, default their own; or {@link FftnOptions}.
 * @param axes - default the last ones for which there are lengths, or all.
 * @param norm - `"backward"` (default), `"ortho"` or `"forward"`.
 * @example
 * import { array } from "@proj/array";
 * import { ifftn } from "@proj/array/fft";
 * ifftn(array([[10, -2], [-4, 0]])); // → [[1+0j, 2+0j], [3+0j, 4+0j]]
 */
export function ifftn(x: ArrayLike, ...args: Args): NDArray {
  return over("ifftn", x, "IFFT", true, args, null);
}

/**
 * The discrete Fourier transform of real numbers over several axes, without the negative frequencies along the last.
 *
 * @throws UsageError for complex numbers.
 *
 * @param s - the lengths to which the axes are cut or filled up with zeros, default their own; or {@link FftnOptions}.
 * @param axes - default the last ones for which there are lengths, or all.
 * @param norm - `"backward"` (default), `"ortho"` or `"forward"`.
 * @example
 * import { array } from "@proj/array";
 * import { rfftn } from "@proj/array/fft";
 * rfftn(array([[1, 2, 3, 4]])); // → [[10+0j, -2+2j, -2+0j]]
 */
export function rfftn(x: ArrayLike, ...args: Args): NDArray {
  return over("rfftn", x, "RFFT", false, args, null);
}

/**
 * The inverse of {@link rfftn}: real numbers.
 *
 * @param s - the lengths to which the axes are cut or filled up with zeros, default their own; or {@link FftnOptions}.
 * @param axes - default the last ones for which there are lengths, or all.
 * @param norm - `"backward"` (default), `"ortho"` or `"forward"`.
 * @example
 * import { array } from "@proj/array";
 * import { irfftn } from "@proj/array/fft";
 * irfftn(array([[10, { re: -2, im: 2 }, -2]])); // → [[1, 2, 3, 4]]
 */
export function irfftn(x: ArrayLike, ...args: Args): NDArray {
  return over("irfftn", x, "IRFFT", true, args, null);
}

/**
 * The discrete Fourier transform over two axes.
 *
 * @param s - the lengths to which the axes are cut or filled up with zeros, default their own; or {@link FftnOptions}.
 * @param axes - default the last two.
 * @param norm - `"backward"` (default), `"ortho"` or `"forward"`.
 * @example
 * import { array } from "@proj/array";
 * import { fft2 } from "@proj/array/fft";
 * fft2(array([[1, 2], [3, 4]])); // → [[10+0j, -2+0j], [-4+0j, 0+0j]]
 */
export function fft2(x: ArrayLike, ...args: Args): NDArray {
  return over("fft2", x, "FFT", false, args, [-2, -1]);
}

/**
 * The inverse of {@link fft2}.
 *
 * @param s - the lengths to which the axes are cut or filled up with zeros, default their own; or {@link FftnOptions}.
 * @param axes - default the last two.
 * @param norm - `"backward"` (default), `"ortho"` or `"forward"`.
 * @example
 * import { array } from "@proj/array";
 * import { ifft2 } from "@proj/array/fft";
 * ifft2(array([[10, -2], [-4, 0]])); // → [[1+0j, 2+0j], [3+0j, 4+0j]]
 */
export function ifft2(x: ArrayLike, ...args: Args): NDArray {
  return over("ifft2", x, "IFFT", true, args, [-2, -1]);
}

/**
 * The discrete Fourier transform of real numbers over two axes, without the negative frequencies along the last.
 *
 * @throws UsageError for complex numbers.
 *
 * @param s - the lengths to which the axes are cut or filled up with zeros, default their own; or {@link FftnOptions}.
 * @param axes - default the last two.
 * @param norm - `"backward"` (default), `"ortho"` or `"forward"`.
 * @example
 * import { array } from "@proj/array";
 * import { rfft2 } from "@proj/array/fft";
 * rfft2(array([[1, 2, 3, 4]])); // → [[10+0j, -2+2j, -2+0j]]
 */
export function rfft2(x: ArrayLike, ...args: Args): NDArray {
  return over("rfft2", x, "RFFT", false, args, [-2, -1]);
}

/**
 * The inverse of {@link rfft2}: real numbers.
 *
 * @param s - the lengths to which the axes are cut or filled up with zeros, default their own; or {@link FftnOptions}.
 * @param axes - default the last two.
 * @param norm - `"backward"` (default), `"ortho"` or `"forward"`.
 * @example
 * import { array } from "@proj/array";
 * import { irfft2 } from "@proj/array/fft";
 * irfft2(array([[10, { re: -2, im: 2 }, -2]])); // → [[1, 2, 3, 4]]
 */
export function irfft2(x: ArrayLike, ...args: Args): NDArray {
  return over("irfft2", x, "IRFFT", true, args, [-2, -1]);
}
