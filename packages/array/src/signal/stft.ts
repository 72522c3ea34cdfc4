import {
  booleanOption,
  integerOption,
  nullableOption,
  numberOption,
  readPositionalOptions,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import { broadcastTo, convert, toArray, type ArrayLike } from "../core/operands.ts";
import { axisOption } from "../core/options.ts";
import { complexDType, partDType } from "../core/types/dtype.ts";
import { normalizeAxis, sizeOf } from "../core/types/shape.ts";
import { ifft, irfft } from "../fft/one-axis.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { divide, multiply, square } from "../numpy/arithmetic.ts";
import { sum } from "../numpy/reduction.ts";
import { moveaxis } from "../numpy/reshaping.ts";
import { boundaryOption, segmentReaders, spectraOf, type Boundary, type SegmentOptions } from "./spectra.ts";
import { windowOf, windowOption, type WindowName } from "./window.ts";

/** Options of {@link stft}. */
export interface StftOptions extends SegmentOptions {
  /** What is put before and behind the signal, so that segments begin in its first element; default `"zeros"`. */
  readonly boundary?: Boundary;
  /** Whether the end is filled up with zeros to a whole segment; default true. */
  readonly padded?: boolean;
}

const readers: OptionReaders<StftOptions> = { ...segmentReaders, boundary: boundaryOption, padded: booleanOption };

/**
 * The short-time Fourier transform: the spectra of segments of a signal.
 *
 * @param x - a signal, or several.
 * @param fs - how often it was sampled in a unit of time, default 1; or options.
 * @param options - see {@link StftOptions}; segments have 256 elements by default, and keep their mean.
 * @returns the frequencies, the times in the middle of segments, and the spectra: frequencies in the place of the signal's axis,
 * segments along the last.
 * @throws UsageError for segments that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { stft } from "@proj/array/signal";
 * const [frequencies, times, spectra] = stft(array([0, 1, 0, -1, 0, 1, 0, -1]), { nperseg: 4 });
 * frequencies; // → [0, 0.25, 0.5]
 * times; // → [0, 2, 4, 6, 8]
 * spectra.shape; // → [3, 5]
 */
export function stft(
  x: ArrayLike,
  fs?: number | StftOptions,
  options?: StftOptions,
): readonly [frequencies: NDArray, times: NDArray, spectra: NDArray] {
  const read = readPositionalOptions<StftOptions>("stft", [fs, options], ["fs"], readers);
  const { boundary = "zeros", padded = true, ...segments } = read;
  // A window of values says itself how long segments are.
  const standard = typeof (segments.window ?? "hann") === "string" ? { nperseg: 256 } : {};
  const kind = { scaling: "spectrum", mode: "stft", boundary, padded } as const;
  const { frequencies, times, values } = spectraOf("stft", x, null, { ...standard, ...segments }, kind);
  return [frequencies, times, values];
}

/** Options of {@link istft}. */
export interface IstftOptions {
  /** How often the signal was sampled in a unit of time; default 1. */
  readonly fs?: number;
  /** By what segments were multiplied; default `"hann"`. */
  readonly window?: WindowName | ArrayLike;
  /** How long segments were; default as the number of frequencies says. */
  readonly nperseg?: number | null;
  /** How much they had in common; default half. */
  readonly noverlap?: number | null;
  /** How long transforms were; default as the number of frequencies says. */
  readonly nfft?: number | null;
  /** Whether negative frequencies were left out; default true. */
  readonly inputOnesided?: boolean;
  /** Whether something was put before and behind the signal; default true. */
  readonly boundary?: boolean;
  /** The axis of segments; default the last. */
  readonly timeAxis?: number;
  /** The axis of frequencies; default that before. */
  readonly freqAxis?: number;
}

const inverseReaders: OptionReaders<IstftOptions> = {
  fs: numberOption,
  window: windowOption,
  nperseg: nullableOption(integerOption(1)),
  noverlap: nullableOption(integerOption(0)),
  nfft: nullableOption(integerOption(1)),
  inputOnesided: booleanOption,
  boundary: booleanOption,
  timeAxis: axisOption,
  freqAxis: axisOption,
};

/**
 * The signal of a short-time Fourier transform: {@link stft} backwards.
 *
 * @param spectra - frequencies and segments along two axes.
 * @param fs - how often the signal was sampled in a unit of time, default 1; or options.
 * @param options - see {@link IstftOptions}.
 * @returns the times of the first axis, and the signal, which runs along the axis of segments.
 * @throws UsageError for segments that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { istft, stft } from "@proj/array/signal";
 * const [, , spectra] = stft(array([0, 1, 2, 3, 4, 5, 6, 7]), { nperseg: 4 });
 * istft(spectra)[1]; // ≈ [0, 1, 2, 3, 4, 5, 6, 7]
 */
export function istft(
  spectra: ArrayLike,
  fs?: number | IstftOptions,
  options?: IstftOptions,
): readonly [times: NDArray, signal: NDArray] {
  const operation = "istft";
  const read = readPositionalOptions<IstftOptions>(operation, [fs, options], ["fs"], inverseReaders);
  const given = toArray(spectra, operation);
  const rank = given.ndim;
  const along = (axis: number): number => normalizeAxis(axis, rank, operation);
  const [timeAxis, freqAxis] = rank < 2 ? [0, 0] : [along(read.timeAxis ?? -1), along(read.freqAxis ?? -2)];
  const oneSided = read.inputOnesided ?? true;
  const frequencies = given.shape[freqAxis] ?? 0;
  const whole = oneSided ? 2 * (frequencies - 1) : frequencies;
  const length = read.nperseg ?? whole;
  const transform = read.nfft ?? (oneSided && length === whole + 1 ? whole + 1 : whole);
  const overlap = read.noverlap ?? Math.floor(length / 2);
  if (rank < 2 || timeAxis === freqAxis || given.size === 0 || length < 1 || transform < length || overlap >= length) {
    throw new UsageError({
      operation,
      received: `${given.describe()}, axes ${freqAxis} and ${timeAxis}, segments of ${length} that have ${overlap} in common, transforms of ${transform}`,
      expected:
        "an axis of frequencies and another of segments, which are longer than what they have in common and no longer than transforms",
      remedy: "correct nperseg, noverlap, nfft or the axes",
    });
  }
  const complex = convert(given, complexDType(given.dtype));
  const ordered = moveaxis(complex, [freqAxis, timeAxis], [-1, -2]);
  const segments = oneSided ? irfft(ordered, { n: transform }) : ifft(ordered, { n: transform });
  const cut = lax.sliceInDim(segments, 0, length, 1, rank - 1);
  const window = windowOf(operation, read.window ?? "hann", length, partDType(complex.dtype));
  const step = length - overlap;
  const signal = overlapped(multiply(multiply(cut, sum(window)), window), step);
  const weight = overlapped(broadcastTo(square(window), [cut.shape[rank - 2]!, length]), step);
  const half = (read.boundary ?? true) ? Math.floor(length / 2) : 0;
  const inside = (x: NDArray): NDArray =>
    lax.sliceInDim(x, half, Math.max(half, x.shape.at(-1)! - half), 1, x.ndim - 1);
  const norm = inside(weight);
  const flat = divide(inside(signal), lax.select(lax.gt(norm, 1e-10), norm, 1));
  const result = moveaxis(flat, -1, freqAxis < timeAxis ? timeAxis - 1 : timeAxis);
  const times = lax.div(lax.iota(partDType(complex.dtype), result.length), read.fs ?? 1);
  return [times, result];
}

/**
 * Segments, each a step behind the one before, added up. Rows that are one step longer than an axis, read as rows that are not,
 * move by one step from row to row.
 *
 * @param x - [..., segments, length]
 */
function overlapped(x: NDArray, step: number): NDArray {
  const outer = x.shape.slice(0, -2);
  const [count, length] = x.shape.slice(-2) as [number, number];
  const pieces = Math.ceil(length / step);
  const all = sizeOf(outer);
  const none = [0, 0, 0];
  const filled = lax.pad(lax.reshape(x, [all, count, length]), 0, none, [0, 0, pieces * step - length]);
  const split = lax.transpose(lax.reshape(filled, [all, count, pieces, step]), [0, 2, 1, 3]);
  const wide = lax.pad(split, 0, [0, 0, 0, 0], [0, 0, pieces, 0]);
  const rows = lax.reshape(wide, [all, pieces * (count + pieces) * step]);
  const moved = lax.sliceInDim(rows, 0, pieces * (count + pieces - 1) * step, 1, 1);
  const total = sum(lax.reshape(moved, [all, pieces, (count + pieces - 1) * step]), 1);
  const size = step * (count - 1) + length;
  return lax.reshape(lax.sliceInDim(total, 0, size, 1, 1), [...outer, size]);
}
