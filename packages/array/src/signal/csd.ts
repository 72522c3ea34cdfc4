import { choiceOption, readPositionalOptions, type OptionReaders } from "@proj/tree/core";
import { convert, type ArrayLike } from "../core/operands.ts";
import { complexDType, isComplexDType } from "../core/types/dtype.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { median } from "../numpy/quantiles.ts";
import { divide } from "../numpy/arithmetic.ts";
import { mean } from "../numpy/statistics.ts";
import { segmentReaders, spectraOf, type SegmentOptions } from "./spectra.ts";

/** Options of {@link csd} and {@link welch}. */
export interface CsdOptions extends SegmentOptions {
  /** Power in a unit of frequency (`"density"`, the default), or power (`"spectrum"`). */
  readonly scaling?: "density" | "spectrum";
  /** How segments are averaged; default `"mean"`. */
  readonly average?: "mean" | "median";
}

const readers: OptionReaders<CsdOptions> = {
  ...segmentReaders,
  scaling: choiceOption("density", "spectrum"),
  average: choiceOption("mean", "median"),
};

/** By how much the median of so many independent powers is below their mean (Allen et al. 2012, FINDCHIRP, appendix B). */
function medianBias(count: number): number {
  let bias = 1;
  for (let k = 2; k < count; k += 2) bias += 1 / (k + 1) - 1 / k;
  return bias;
}

function averaged(x: NDArray, average: "mean" | "median"): NDArray {
  if (x.ndim < 2 || x.size === 0) return x;
  const count = x.shape.at(-1)!;
  if (count === 1) return lax.reshape(x, x.shape.slice(0, -1));
  if (average === "mean") return mean(x, -1);
  const middle = isComplexDType(x.dtype)
    ? lax.complex(median(lax.real(x), -1), median(lax.imag(x), -1))
    : median(x, -1);
  return divide(middle, medianBias(count));
}

/**
 * How much two signals have in common at each frequency, averaged over segments (Welch 1967).
 *
 * @param x - a signal, or several.
 * @param y - another, with as many axes; `null` for the same.
 * @param fs - how often they were sampled in a unit of time, default 1; or options.
 * @param options - see {@link CsdOptions}; by default segments lose their mean.
 * @returns the frequencies, and complex numbers with the frequencies in the place of the signal's axis; real ones for the same signal.
 * @throws UsageError for signals and segments that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { csd } from "@proj/array/signal";
 * const wave = array([0, 1, 0, -1, 0, 1, 0, -1]);
 * csd(wave, wave, { nperseg: 4 })[0]; // → [0, 0.25, 0.5]
 */
export function csd(
  x: ArrayLike,
  y: ArrayLike | null,
  fs?: number | CsdOptions,
  options?: CsdOptions,
): readonly [frequencies: NDArray, density: NDArray] {
  return densities("csd", x, y, [fs, options]);
}

/**
 * How strong a signal is at each frequency, averaged over segments (Welch 1967).
 *
 * @param x - a signal, or several.
 * @param fs - how often it was sampled in a unit of time, default 1; or options.
 * @param options - see {@link CsdOptions}; by default segments lose their mean.
 * @returns the frequencies, and real numbers with the frequencies in the place of the signal's axis.
 * @throws UsageError for segments that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { welch } from "@proj/array/signal";
 * welch(array([0, 1, 0, -1, 0, 1, 0, -1]), { window: "boxcar" })[1]; // ≈ [0, 0, 4, 0, 0]
 */
export function welch(
  x: ArrayLike,
  fs?: number | CsdOptions,
  options?: CsdOptions,
): readonly [frequencies: NDArray, density: NDArray] {
  const [frequencies, density] = densities("welch", x, null, [fs, options]);
  return [frequencies, isComplexDType(density.dtype) ? lax.real(density) : density];
}

function densities(
  operation: string,
  x: ArrayLike,
  y: ArrayLike | null,
  args: readonly unknown[],
): readonly [NDArray, NDArray] {
  const read = readPositionalOptions<CsdOptions>(operation, args, ["fs"], readers);
  const { scaling = "density", average = "mean", ...options } = read;
  const kind = { scaling, mode: "psd", boundary: null, padded: false } as const;
  const { frequencies, values } = spectraOf(operation, x, y, { detrend: "constant", ...options }, kind);
  return [frequencies, averaged(y === null ? values : convert(values, complexDType(values.dtype)), average)];
}
