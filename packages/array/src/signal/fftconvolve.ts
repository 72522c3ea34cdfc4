import { choiceOption, readPositionalOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { promotedType, promoteTo, type ArrayLike } from "../core/operands.ts";
import { axesOption, type Axes } from "../core/options.ts";
import { isComplexDType } from "../core/types/dtype.ts";
import { normalizeAxes, sizeOf } from "../core/types/shape.ts";
import { fftn, ifftn, irfftn, rfftn } from "../fft/several-axes.ts";
import { slice } from "../lax/movement.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { multiply } from "../numpy/arithmetic.ts";
import { inFloat } from "../numpy/elementwise.ts";
import type { ConvolveMode } from "../windows/convolve.ts";

/** Options of {@link fftconvolve}. */
export interface FftconvolveOptions {
  /** Which places of the result are kept; default `"full"`. */
  readonly mode?: ConvolveMode;
  /** The axes of the convolution, in step along the others; default all. */
  readonly axes?: Axes;
}

const readers: OptionReaders<FftconvolveOptions> = { mode: choiceOption("full", "same", "valid"), axes: axesOption };

/**
 * The convolution of two arrays by Fourier transforms, which is faster than `convolve` where both are long.
 *
 * @param in1 - numbers.
 * @param in2 - numbers, with as many axes.
 * @param mode - which places of the result are kept, default `"full"`; or options.
 * @param axes - the axes of the convolution, default all; or options.
 * @throws UsageError for arrays with other numbers of axes, and without elements.
 * @example
 * import { array } from "@proj/array";
 * import { fftconvolve } from "@proj/array/signal";
 * fftconvolve(array([1, 2, 3]), array([0, 1, 0.5])); // ≈ [0, 1, 2.5, 4, 1.5]
 */
export function fftconvolve(
  in1: ArrayLike,
  in2: ArrayLike,
  mode?: ConvolveMode | FftconvolveOptions,
  axes?: Axes | FftconvolveOptions,
): NDArray {
  const read = readPositionalOptions<FftconvolveOptions>("fftconvolve", [mode, axes], ["mode", "axes"], readers);
  return byTransforms("fftconvolve", in1, in2, read.mode ?? "full", read.axes ?? null);
}

/** {@link fftconvolve} in the name of another function. */
export function byTransforms(
  operation: string,
  in1: ArrayLike,
  in2: ArrayLike,
  mode: ConvolveMode,
  over: Axes,
): NDArray {
  const type = inFloat(promotedType(operation, [in1, in2]));
  const [x, y] = [promoteTo(operation, in1, type), promoteTo(operation, in2, type)];
  const axes = x.ndim === y.ndim ? normalizeAxes(over, x.ndim, operation) : [];
  const others = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const longer = (a: NDArray, b: NDArray): boolean => axes.every((axis) => a.shape[axis]! >= b.shape[axis]!);
  const fits = x.ndim === y.ndim && x.size > 0 && y.size > 0 && others.every((axis) => x.shape[axis] === y.shape[axis]);
  if (!fits || (mode === "valid" && !longer(x, y) && !longer(y, x))) {
    throw new UsageError({
      operation,
      received: `${x.describe()} and ${y.describe()}, mode "${mode}"`,
      expected:
        'arrays with elements and equally many axes, as long as each other along axes without convolution; in mode "valid" one of them at least as long everywhere',
      remedy: "insert axes of length 1, or name the axes of the convolution",
    });
  }
  const [first, second] = mode === "valid" && !longer(x, y) ? [y, x] : [x, y];
  const whole = axes.map((axis) => x.shape[axis]! + y.shape[axis]! - 1);
  const product = axes.every((axis) => x.shape[axis] === 1 || y.shape[axis] === 1)
    ? multiply(x, y)
    : transformed(first, second, whole, axes);
  const lengths = product.shape.map((length, axis) => {
    if (!axes.includes(axis) || mode === "full") return length;
    return mode === "same" ? x.shape[axis]! : first.shape[axis]! - second.shape[axis]! + 1;
  });
  const starts = product.shape.map((length, axis) => Math.floor((length - lengths[axis]!) / 2));
  return sizeOf(lengths) === product.size
    ? product
    : slice(product, starts, starts.map((start, axis) => start + lengths[axis]!)); // prettier-ignore
}

function transformed(x: NDArray, y: NDArray, s: readonly number[], axes: readonly number[]): NDArray {
  const along = { s, axes };
  if (isComplexDType(x.dtype)) return ifftn(multiply(fftn(x, along), fftn(y, along)), along);
  return irfftn(multiply(rfftn(x, along), rfftn(y, along)), along);
}
