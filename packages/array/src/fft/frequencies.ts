import { integerOption, numberOption, readArgument, readPositionalOptions, type OptionReaders } from "@proj/tree/core";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { axesReader, dtypeOption, readAxisOptions, type Axes, type AxesOption, type AxisOr } from "../core/options.ts";
import { partDType, type DType } from "../core/types/dtype.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { roll } from "../numpy/flip-roll.ts";

/** Options of {@link fftfreq} and {@link rfftfreq}. */
export interface FrequencyOptions {
  /** The distance of the samples; default 1. */
  readonly d?: number;
  /** Default float32. */
  readonly dtype?: DType;
}

const readers: OptionReaders<FrequencyOptions> = { d: numberOption, dtype: dtypeOption };
const lengthOption = integerOption(1);

function frequencies(
  operation: string,
  n: number,
  args: readonly unknown[],
  places: (length: number) => NDArray,
): NDArray {
  const length = readArgument(operation, "n", n, lengthOption);
  const { d = 1, dtype = "float32" } = readPositionalOptions<FrequencyOptions>(
    operation,
    args,
    ["d", "dtype"],
    readers,
  );
  const part = partDType(dtype);
  const precise = part === "float64" || part === "float16" ? part : "float32";
  return lax.convertElementType(lax.div(lax.convertElementType(places(length), precise), d * length), dtype);
}

/**
 * The frequencies of a transform of `n` samples, the negative ones last, in cycles per unit of `d`.
 *
 * @param n - the number of samples.
 * @param d - their distance, default 1; or {@link FrequencyOptions}.
 * @example
 * import { fftfreq } from "@proj/array/fft";
 * fftfreq(4, 0.5); // → [0, 0.5, -1, -0.5]
 */
export function fftfreq(n: number, d?: number | FrequencyOptions, options?: Omit<FrequencyOptions, "d">): NDArray {
  return frequencies("fftfreq", n, [d, options], (length) => {
    const half = Math.floor(length / 2);
    return lax.sub(lax.rem(lax.add(lax.iota("int32", length), half), length), half);
  });
}

/**
 * The frequencies of a transform of `n` real samples, none of which is negative, in cycles per unit of `d`.
 *
 * @param n - the number of samples.
 * @param d - their distance, default 1; or {@link FrequencyOptions}.
 * @example
 * import { rfftfreq } from "@proj/array/fft";
 * rfftfreq(4, 0.5); // → [0, 0.5, 1]
 */
export function rfftfreq(n: number, d?: number | FrequencyOptions, options?: Omit<FrequencyOptions, "d">): NDArray {
  return frequencies("rfftfreq", n, [d, options], (length) => lax.iota("int32", Math.floor(length / 2) + 1));
}

function shifted(operation: string, x: ArrayLike, options: AxisOr<AxesOption> | undefined, back: boolean): NDArray {
  const { axis = null } = readAxisOptions<AxesOption>(operation, options, axesReader);
  const array = toArray(x, operation);
  // An axis that comes twice is shifted twice.
  const axes =
    axis === null ? array.shape.map((_, k) => k) : [axis].flat().map((k) => normalizeAxis(k, array.ndim, operation));
  const shifts = axes.map((k) => Math.floor(array.shape[k]! / 2));
  if (axes.length === 0) return array;
  return roll(
    array,
    shifts.map((shift) => (back ? -shift : shift)),
    axes,
  );
}

/** Axes alone, or options with the axes among them. */
type ShiftAxes = Axes | { readonly axes?: Axes };

const axisOf = (axes: ShiftAxes | undefined): AxisOr<AxesOption> | undefined =>
  typeof axes === "object" && axes !== null && "axes" in axes
    ? { axis: axes.axes ?? null }
    : (axes as AxisOr<AxesOption>);

/**
 * The frequencies in ascending order: zero, which a transform has first, comes to the middle.
 *
 * @param axes - default all.
 * @example
 * import { array } from "@proj/array";
 * import { fftshift } from "@proj/array/fft";
 * fftshift(array([0, 1, 2, -2, -1])); // → [-2, -1, 0, 1, 2]
 */
export function fftshift(x: ArrayLike, axes?: ShiftAxes): NDArray {
  return shifted("fftshift", x, axisOf(axes), false);
}

/**
 * The inverse of {@link fftshift}.
 *
 * @param axes - default all.
 * @example
 * import { array } from "@proj/array";
 * import { ifftshift } from "@proj/array/fft";
 * ifftshift(array([-2, -1, 0, 1, 2])); // → [0, 1, 2, -2, -1]
 */
export function ifftshift(x: ArrayLike, axes?: ShiftAxes): NDArray {
  return shifted("ifftshift", x, axisOf(axes), true);
}
