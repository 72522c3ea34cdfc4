import { choiceOption, readPositionalOptions, UsageError, wrongOption, type OptionReaders } from "@proj/tree/core";
import { promotedType, promoteTo, toArray, type ArrayLike } from "../core/operands.ts";
import { expandDims, squeeze } from "../lax/movement.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { conj } from "../numpy/complex.ts";
import { inFloat } from "../numpy/elementwise.ts";
import { flip } from "../numpy/flip-roll.ts";
import { convolution } from "../windows/convolution.ts";
import type { ConvolveMode } from "../windows/convolve.ts";
import type { PaddingPair } from "../windows/padding.ts";
import { byTransforms } from "./fftconvolve.ts";

/** Options of {@link convolve} and {@link correlate}. */
export interface SignalConvolveOptions {
  /** Which places of the result are kept; default `"full"`. */
  readonly mode?: ConvolveMode;
  /** By sums of products (`"direct"`, and `"auto"`, the default), or by Fourier transforms. */
  readonly method?: "auto" | "direct" | "fft";
}

const modeOption = choiceOption("full", "same", "valid");

const readers: OptionReaders<SignalConvolveOptions> = {
  mode: modeOption,
  method: choiceOption("auto", "direct", "fft"),
};

/** Options of {@link convolve2d} and {@link correlate2d}. */
export interface Convolve2dOptions {
  /** Which places of the result are kept; default `"full"`. */
  readonly mode?: ConvolveMode;
  /** What is outside of the arrays: only `"fill"`, zeros. */
  readonly boundary?: "fill";
  /** Only 0. */
  readonly fillvalue?: 0;
}

const planeReaders: OptionReaders<Convolve2dOptions> = {
  mode: modeOption,
  boundary: choiceOption("fill"),
  fillvalue(value, place) {
    if (value === 0) return 0;
    throw wrongOption(place, value, "0; pad with another value before");
  },
};

/** Whether one array is at least as long as another along each axis. */
const covers = (a: NDArray, b: NDArray): boolean => a.shape.every((length, axis) => length >= b.shape[axis]!);

/** The convolution by sums of products, of arrays one of which covers the other. */
function direct(operation: string, in1: ArrayLike, in2: ArrayLike, mode: ConvolveMode): NDArray {
  const type = inFloat(promotedType(operation, [in1, in2]));
  const [x, y] = [promoteTo(operation, in1, type), promoteTo(operation, in2, type)];
  const fits = x.ndim === y.ndim && x.size > 0 && y.size > 0;
  if (!fits || (!covers(x, y) && !covers(y, x))) {
    throw new UsageError({
      operation,
      received: `${x.describe()} and ${y.describe()}`,
      expected: "arrays with elements and equally many axes, one of them at least as long as the other along each",
      remedy: "insert axes of length 1, or pad one array",
    });
  }
  const [longer, shorter] = covers(y, x) ? [y, x] : [x, y];
  const kernel = flip(shorter);
  const padding = kernel.shape.map((size, axis): PaddingPair => {
    if (mode === "full") return [size - 1, size - 1];
    if (mode === "valid") return [0, 0];
    const half = Math.floor((y.shape[axis]! - 1) / 2);
    return [size - 1 - half, size - y.shape[axis]! + half];
  });
  const steps = kernel.shape.map(() => 1);
  const result = convolution(operation, expandDims(longer, [0, 1]), expandDims(kernel, [0, 1]), steps, padding, {});
  return squeeze(result, [0, 1]);
}

function checkPlanes(operation: string, ...arrays: readonly ArrayLike[]): void {
  const planes = arrays.map((x) => toArray(x, operation));
  if (planes.every(({ ndim }) => ndim === 2)) return;
  throw new UsageError({
    operation,
    received: planes.map((x) => x.describe()).join(" and "),
    expected: "arrays with two axes",
    remedy: "use convolve or correlate, which take any number of axes",
  });
}

/**
 * The convolution of two arrays along all axes.
 *
 * @param in1 - numbers.
 * @param in2 - numbers, with as many axes; one of the arrays is at least as long as the other along each.
 * @param mode - all places where they meet (`"full"`, the default), as many as the first has, or those where one covers the other; or options.
 * @param method - how it is computed, default `"auto"`; or options.
 * @returns floats or complex numbers.
 * @throws UsageError for arrays that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { convolve } from "@proj/array/signal";
 * convolve(array([1, 2, 3]), array([0, 1, 0.5]), "same"); // → [1, 2.5, 4]
 */
export function convolve(
  in1: ArrayLike,
  in2: ArrayLike,
  mode?: ConvolveMode | SignalConvolveOptions,
  method?: "auto" | "direct" | "fft" | SignalConvolveOptions,
): NDArray {
  return convolved("convolve", in1, in2, [mode, method]);
}

function convolved(operation: string, in1: ArrayLike, in2: ArrayLike, args: readonly unknown[]): NDArray {
  const read = readPositionalOptions<SignalConvolveOptions>(operation, args, ["mode", "method"], readers);
  const { mode = "full", method = "auto" } = read;
  return method === "fft" ? byTransforms(operation, in1, in2, mode, null) : direct(operation, in1, in2, mode);
}

/**
 * The correlation of two arrays along all axes: the convolution with the second turned round and conjugate.
 *
 * @param in1 - numbers.
 * @param in2 - numbers, with as many axes; one of the arrays is at least as long as the other along each.
 * @param mode - which places of the result are kept, default `"full"`; or options.
 * @param method - how it is computed, default `"auto"`; or options.
 * @returns floats or complex numbers.
 * @throws UsageError for arrays that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { correlate } from "@proj/array/signal";
 * correlate(array([1, 2, 3]), array([0, 1, 0.5]), "valid"); // → [3.5]
 */
export function correlate(
  in1: ArrayLike,
  in2: ArrayLike,
  mode?: ConvolveMode | SignalConvolveOptions,
  method?: "auto" | "direct" | "fft" | SignalConvolveOptions,
): NDArray {
  return convolved("correlate", in1, flip(conj(toArray(in2, "correlate"))), [mode, method]);
}

/**
 * The convolution of two matrices.
 *
 * @param in1 - numbers, with two axes.
 * @param in2 - numbers, with two axes.
 * @param mode - which places of the result are kept, default `"full"`; or options.
 * @param boundary - what is outside: only `"fill"`, zeros; or options.
 * @returns floats or complex numbers.
 * @throws UsageError for arrays that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { convolve2d } from "@proj/array/signal";
 * convolve2d(array([[1, 2], [3, 4]]), array([[1, 1]]), "valid"); // → [[3], [7]]
 */
export function convolve2d(
  in1: ArrayLike,
  in2: ArrayLike,
  mode?: ConvolveMode | Convolve2dOptions,
  boundary?: "fill" | Convolve2dOptions,
  fillvalue?: 0 | Convolve2dOptions,
): NDArray {
  const places = planeMode("convolve2d", [mode, boundary, fillvalue]);
  checkPlanes("convolve2d", in1, in2);
  return direct("convolve2d", in1, in2, places);
}

const planeMode = (operation: string, args: readonly unknown[]): ConvolveMode =>
  readPositionalOptions<Convolve2dOptions>(operation, args, ["mode", "boundary", "fillvalue"], planeReaders).mode ??
  "full";

/**
 * The correlation of two matrices.
 *
 * @param in1 - numbers, with two axes.
 * @param in2 - numbers, with two axes.
 * @param mode - which places of the result are kept, default `"full"`; or options.
 * @param boundary - what is outside: only `"fill"`, zeros; or options.
 * @returns floats or complex numbers.
 * @throws UsageError for arrays that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { correlate2d } from "@proj/array/signal";
 * correlate2d(array([[1, 2], [3, 4]]), array([[1, 2]]), "valid"); // → [[5], [11]]
 */
export function correlate2d(
  in1: ArrayLike,
  in2: ArrayLike,
  mode?: ConvolveMode | Convolve2dOptions,
  boundary?: "fill" | Convolve2dOptions,
  fillvalue?: 0 | Convolve2dOptions,
): NDArray {
  const operation = "correlate2d";
  const places = planeMode(operation, [mode, boundary, fillvalue]);
  checkPlanes(operation, in1, in2);
  const [x, y] = [toArray(in1, operation), toArray(in2, operation)];
  const isShorter = covers(y, x);
  // Which array is turned round decides where the middle of an even number of places is, as SciPy has it.
  const swapped = places === "valid" ? isShorter && !covers(x, y) : places === "full" && isShorter;
  if (!swapped) return flip(direct(operation, flip(x), conj(y), places));
  const result = direct(operation, flip(y), conj(x), places);
  return places === "full" ? conj(result) : result;
}
