import { choiceOption, readPositionalOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { checkArrayLike, promotedType, promoteTo, toArray, type ArrayLike } from "../core/operands.ts";
import { dtypeOption } from "../core/options.ts";
import { floatOf, isComplexDType, isInexact, type DType } from "../core/types/dtype.ts";
import { conj } from "../lax/elementwise.ts";
import { reshape, rev } from "../lax/movement.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { convolution } from "./convolution.ts";
import type { PaddingPair } from "./padding.ts";

/** Which places a convolution of two signals has: all where they meet, as many as the longer one, or where one covers the other. */
export type ConvolveMode = "full" | "same" | "valid";

/** Options of {@link convolve} and {@link correlate}; the mode may stand before them. */
export interface ConvolveOptions {
  /** Default `"full"` for `convolve`, `"valid"` for `correlate`. */
  readonly mode?: ConvolveMode;
  /** The dtype in which products are added up, and that of the result; default a float. */
  readonly preferredElementType?: DType | null;
}

const readers: OptionReaders<ConvolveOptions> = {
  mode: choiceOption("full", "same", "valid"),
  preferredElementType: (value, place) => (value === null ? null : dtypeOption(value, place)),
};

/**
 * The convolution of two signals: Σ a[k] v[n − k].
 *
 * @param a - one axis.
 * @param v - one axis.
 * @param mode - which places the result has; or {@link ConvolveOptions}.
 * @param options - what else there is to say.
 * @returns floats, unless `preferredElementType` says otherwise.
 * @throws UsageError for arrays that are empty or have several axes.
 * @example
 * import { array, convolve } from "@proj/array";
 * convolve(array([1, 2, 3]), array([0, 1, 0.5])); // → [0, 1, 2.5, 4, 1.5]
 */
export function convolve(
  a: ArrayLike,
  v: ArrayLike,
  mode?: ConvolveMode | ConvolveOptions,
  options?: ConvolveOptions,
): NDArray {
  const { signals, places, dtype } = read("convolve", a, v, [mode, options], "full");
  const [x, y] = longerFirst(signals);
  return slide("convolve", x, rev(y, [0]), places, dtype);
}

/**
 * The correlation of two signals: Σ a[n + k] v̄[k], with the conjugates of complex numbers.
 *
 * @param a - one axis.
 * @param v - one axis.
 * @param mode - which places the result has; or {@link ConvolveOptions}.
 * @param options - what else there is to say.
 * @returns floats, unless `preferredElementType` says otherwise.
 * @throws UsageError for arrays that are empty or have several axes.
 * @example
 * import { array, correlate } from "@proj/array";
 * correlate(array([1, 2, 3]), array([0, 1, 0.5])); // → [3.5]
 */
export function correlate(
  a: ArrayLike,
  v: ArrayLike,
  mode?: ConvolveMode | ConvolveOptions,
  options?: ConvolveOptions,
): NDArray {
  const { signals, places, dtype } = read("correlate", a, v, [mode, options], "valid");
  const [first, second] = signals;
  const [x, y] = longerFirst([first, isComplexDType(second.dtype) ? conj(second) : second]);
  const result = slide("correlate", x, y, places, dtype);
  return x === first ? result : rev(result, [0]);
}

function read(
  operation: string,
  a: ArrayLike,
  v: ArrayLike,
  options: readonly unknown[],
  standard: ConvolveMode,
): { signals: readonly [NDArray, NDArray]; places: ConvolveMode; dtype: DType | null } {
  const given = readPositionalOptions<ConvolveOptions>(operation, options, ["mode"], readers);
  const { mode: places = standard, preferredElementType: dtype = null } = given;
  checkArrayLike(operation, a);
  checkArrayLike(operation, v);
  const arrays = [toArray(a, operation), toArray(v, operation)];
  if (arrays.some((x) => x.ndim !== 1 || x.size === 0)) {
    throw new UsageError({
      operation,
      received: arrays.map((x) => x.describe()).join(" and "),
      expected: "two arrays of one axis, neither of them empty",
      remedy: "ravel them, or use convGeneralDilated of @proj/array/lax, or convolve2d of @proj/array/signal",
    });
  }
  const common = promotedType(operation, arrays);
  // At once, so that an integer does not wrap on its way to a float.
  const type = isInexact(common.dtype) || dtype !== null ? common : { dtype: floatOf(common.dtype), weakType: false };
  const [x, y] = arrays.map((signal) => promoteTo(operation, signal, type)) as [NDArray, NDArray];
  return { signals: [x, y], places, dtype };
}

const longerFirst = ([a, v]: readonly [NDArray, NDArray]): readonly [NDArray, NDArray] =>
  a.size < v.size ? [v, a] : [a, v];

/** The sums of products of a kernel with the windows of a signal that is at least as long. */
function slide(name: string, x: NDArray, kernel: NDArray, mode: ConvolveMode, dtype: DType | null): NDArray {
  const { size } = kernel;
  const half = Math.floor(size / 2);
  const amounts: { readonly [M in ConvolveMode]: PaddingPair } = {
    full: [size - 1, size - 1],
    same: [half, size - half - 1],
    valid: [0, 0],
  };
  const result = convolution(name, reshape(x, [1, 1, x.size]), reshape(kernel, [1, 1, size]), [1], [amounts[mode]], {
    preferredElementType: dtype,
  });
  return reshape(result, [result.size]);
}
