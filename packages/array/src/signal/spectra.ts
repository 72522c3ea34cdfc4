import {
  booleanOption,
  choiceOption,
  integerOption,
  nullableOption,
  numberOption,
  UsageError,
  type OptionReader,
  type OptionReaders,
} from "@proj/tree/core";
import { broadcastShapes } from "../numpy/broadcasting.ts";
import { convert, promotedType, promoteTo, toArray, type ArrayLike } from "../core/operands.ts";
import { axisOption } from "../core/options.ts";
import { complexDType, isComplexDType, partDType, type DType } from "../core/types/dtype.ts";
import { normalizeAxis, type Shape } from "../core/types/shape.ts";
import { fftfreq, rfftfreq } from "../fft/frequencies.ts";
import { fft, rfft } from "../fft/one-axis.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { divide, multiply, sqrt, square, subtract } from "../numpy/arithmetic.ts";
import { inFloat } from "../numpy/elementwise.ts";
import { pad } from "../numpy/padding.ts";
import { sum } from "../numpy/reduction.ts";
import { moveaxis } from "../numpy/reshaping.ts";
import { trendOption, withoutTrend, type Trend } from "./detrend.ts";
import { windowOf, windowOption, type WindowName } from "./window.ts";

/*
 * The spectra of segments of a signal, which `stft` and `csd` have in common.
 */

/** What is put before and behind a signal: its mirror image, that turned over, its ends, zeros, or nothing. */
export type Boundary = "even" | "odd" | "constant" | "zeros" | null;

/** Options of everything that looks at segments of signals. */
export interface SegmentOptions {
  /** How often the signal was sampled in a unit of time; default 1. */
  readonly fs?: number;
  /** By what segments are multiplied: a name, or values; default `"hann"`. */
  readonly window?: WindowName | ArrayLike;
  /** How long segments are; default that of the window, or of the signal. `stft` has 256. */
  readonly nperseg?: number | null;
  /** How much they have in common; default half. */
  readonly noverlap?: number | null;
  /** To which length they are filled up with zeros; default `nperseg`. */
  readonly nfft?: number | null;
  /** What is taken away from each segment: false for nothing, or a function of all, whose last axis runs along a segment. */
  readonly detrend?: Trend | false | ((segments: NDArray) => NDArray);
  /** Whether to leave out negative frequencies of real signals; default true. */
  readonly returnOnesided?: boolean;
  /** Along which axis the signal runs; default the last. */
  readonly axis?: number;
}

const detrendOption: OptionReader<NonNullable<SegmentOptions["detrend"]>> = (value, place) => {
  if (value === false) return false;
  return typeof value === "function" ? (value as (segments: NDArray) => NDArray) : trendOption(value, place);
};

/** Readers of {@link SegmentOptions}. */
export const segmentReaders: OptionReaders<SegmentOptions> = {
  fs: numberOption,
  window: windowOption,
  nperseg: nullableOption(integerOption(1)),
  noverlap: nullableOption(integerOption(0)),
  nfft: nullableOption(integerOption(1)),
  detrend: detrendOption,
  returnOnesided: booleanOption,
  axis: axisOption,
};

/** Reads a {@link Boundary}. */
export const boundaryOption: OptionReader<Boundary> = nullableOption(choiceOption("even", "odd", "constant", "zeros"));

/** What tells spectra apart. */
export interface SpectralKind {
  readonly scaling: "density" | "spectrum";
  /** Products of spectra, or spectra themselves. */
  readonly mode: "psd" | "stft";
  readonly boundary: Boundary;
  /** Whether the end is filled up with zeros to a whole segment. */
  readonly padded: boolean;
}

/** The spectra of segments. */
export interface Spectra {
  readonly frequencies: NDArray;
  readonly times: NDArray;
  /** Frequencies in the place of the signal's axis, segments along the last. */
  readonly values: NDArray;
}

/** The signal, continued by n elements on both sides of its last axis. */
function extended(x: NDArray, n: number, boundary: Boundary): NDArray {
  if (boundary === null || n === 0) return x;
  const widths = x.shape.map((_, axis): readonly [number, number] => (axis === x.ndim - 1 ? [n, n] : [0, 0]));
  const ends = (): NDArray => pad(x, widths, "edge");
  switch (boundary) {
    case "zeros":
      return pad(x, widths);
    case "constant":
      return ends();
    case "even":
      return pad(x, widths, "reflect");
    case "odd": {
      const [axis, length] = [x.ndim - 1, x.shape.at(-1)!];
      const mirrored = subtract(multiply(ends(), 2), pad(x, widths, "reflect"));
      const part = (from: number, to: number): NDArray => lax.sliceInDim(mirrored, from, to, 1, axis);
      return lax.concatenate([part(0, n), x, part(n + length, length + 2 * n)], axis);
    }
  }
}

/** The signal with zeros behind, so that it has a length. */
function lengthened(x: NDArray, length: number): NDArray {
  const none = x.shape.map(() => 0);
  return lax.pad(x, 0, none, none.with(-1, length - x.shape.at(-1)!));
}

/**
 * The spectra of the segments of a signal, or the products of those of two.
 *
 * @param second - the other signal, or `null`.
 */
export function spectraOf(
  operation: string,
  first: ArrayLike,
  second: ArrayLike | null,
  options: SegmentOptions,
  kind: SpectralKind,
): Spectra {
  const { fs = 1, window = "hann", detrend = false, returnOnesided = true } = options;
  const type = inFloat(promotedType(operation, second === null ? [first] : [first, second]));
  const given = [first, ...(second === null ? [] : [second])].map((x) => promoteTo(operation, x, type));
  const [x, y = null] = given as [NDArray, NDArray?];
  const rank = Math.max(...given.map(({ ndim }) => ndim));
  if (given.some(({ ndim }) => ndim !== rank || ndim === 0)) throw misfit(operation, given);
  const axis = normalizeAxis(options.axis ?? -1, rank, operation);
  const complex = complexDType(x.dtype);
  const real = partDType(complex);
  const named = typeof window === "string" ? null : toArray(window, operation).size;
  const { length: own, step, transform } = sizesOf(operation, x.shape[axis]!, named, options);
  if (given.some(({ size }) => size === 0)) {
    const empty = emptyShape(given, axis);
    const none = (dtype: DType): NDArray => lax.full(empty, 0, dtype);
    return { frequencies: none(real), times: none(real), values: none(complex) };
  }
  const longest = Math.max(...given.map(({ shape }) => shape[axis]!));
  const signals = given.map((signal) => {
    const continued = extended(lengthened(moveaxis(signal, axis, -1), longest), Math.floor(own / 2), kind.boundary);
    const length = continued.shape.at(-1)!;
    const rest = ((((own - length) % step) + step) % step) % own;
    return kind.padded ? lengthened(continued, length + rest) : continued;
  });
  const weights = windowOf(operation, window, own, x.dtype);
  const oneSided = returnOnesided && !isComplexDType(x.dtype);
  const [spectrum, other] = signals.map((signal) => {
    const cut = lax.windows(signal, { axis: rank - 1, size: own, stride: step, dilation: 1 });
    const segments = multiply(untrended(operation, cut, detrend), weights);
    return oneSided ? rfft(segments, { n: transform }) : fft(segments, { n: transform });
  }) as [NDArray, NDArray?];
  const product = kind.mode === "stft" ? spectrum : multiply(lax.conj(spectrum), other ?? spectrum);
  const power = kind.scaling === "density" ? multiply(sum(square(weights)), fs) : square(sum(weights));
  const scaled = divide(product, kind.mode === "stft" ? sqrt(power) : power);
  const doubled = oneSided && kind.mode === "psd" ? bothSides(scaled, transform) : scaled;
  const values = y === null && kind.mode === "psd" ? lax.real(doubled) : convert(doubled, complex);
  const frequencyOptions = { d: 1 / fs, dtype: real };
  return {
    frequencies: oneSided ? rfftfreq(transform, frequencyOptions) : fftfreq(transform, frequencyOptions),
    times: timesOf(spectrum.shape.at(-2)!, kind.boundary === null ? own / 2 : 0, step, fs, real),
    values: moveaxis(values, -1, axis),
  };
}

/** Where the middles of segments are. */
function timesOf(count: number, first: number, step: number, fs: number, dtype: DType): NDArray {
  return lax.div(lax.add(lax.mul(lax.iota(dtype, count), step), first), fs);
}

/** Positive frequencies stand for negative ones, too; 0 and that in the middle of an even length stand for themselves. */
function bothSides(x: NDArray, length: number): NDArray {
  const count = x.shape.at(-1)!;
  const place = lax.iota("int32", count);
  const middle = lax.bitwiseAnd(lax.gt(place, 0), lax.lt(place, length % 2 === 1 ? count : count - 1));
  return multiply(x, lax.select(middle, lax.full([count], 2, partDType(x.dtype)), 1));
}

function untrended(operation: string, segments: NDArray, detrend: NonNullable<SegmentOptions["detrend"]>): NDArray {
  if (detrend === false) return segments;
  const [axis, length] = [segments.ndim - 1, segments.shape.at(-1)!];
  if (typeof detrend === "string") return withoutTrend(segments, axis, detrend, [0, length]);
  const result = toArray(detrend(segments), operation);
  if (result.ndim === segments.ndim && result.shape.every((size, k) => size === segments.shape[k])) return result;
  throw new UsageError({
    operation,
    received: `${result.describe()} from detrend for ${segments.describe()}`,
    expected: "an array of the same shape",
    remedy: "work along the last axis, and keep the others",
  });
}

/** The lengths of segments, of steps between them and of transforms. */
function sizesOf(
  operation: string,
  samples: number,
  windowLength: number | null,
  options: SegmentOptions,
): { readonly length: number; readonly step: number; readonly transform: number } {
  const wanted = options.nperseg ?? windowLength ?? samples;
  const length = windowLength === null && samples > 0 ? Math.min(wanted, samples) : wanted;
  const overlap = options.noverlap ?? Math.floor(length / 2);
  const transform = options.nfft ?? length;
  const fits = windowLength === null || windowLength <= samples || samples === 0;
  if (fits && transform >= length && (overlap < length || samples === 0))
    return { length, step: length - overlap, transform };
  throw new UsageError({
    operation,
    received: `segments of ${length} that have ${overlap} in common, transforms of ${transform}, a signal of ${samples}`,
    expected:
      "segments that are longer than what they have in common, no longer than transforms, and with a window of values no longer than the signal",
    remedy: "correct nperseg, noverlap or nfft",
  });
}

function emptyShape(given: readonly NDArray[], axis: number): Shape {
  const [x, y] = given as [NDArray, NDArray?];
  if (y === undefined) return x.shape;
  const outer = broadcastShapes(x.shape.toSpliced(axis, 1), y.shape.toSpliced(axis, 1));
  return outer.toSpliced(axis, 0, Math.min(x.shape[axis]!, y.shape[axis]!));
}

function misfit(operation: string, given: readonly NDArray[]): UsageError {
  return new UsageError({
    operation,
    received: given.map((x) => x.describe()).join(" and "),
    expected: "signals with equally many axes, one at least",
    remedy: "insert axes of length 1",
  });
}
