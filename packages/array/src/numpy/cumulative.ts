import { booleanOption, UsageError, type OptionReaders } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toArray, convert, type ArrayLike } from "../core/operands.ts";
import { axisOrNullOption, dtypeOption, readAxisOptions, type AxisOr } from "../core/options.ts";
import { isInexact, type DType } from "../core/types/dtype.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import { ne } from "../lax/binary.ts";
import { full, fullLike, select } from "../lax/elementwise.ts";
import { concatenate, reshape } from "../lax/movement.ts";
import * as lax from "../lax/reduction.ts";
import { toNumber, toStrong } from "./elementwise.ts";
import { summing } from "./reduction.ts";

/** Options of running reductions. */
export interface CumulativeOptions {
  /** The axis to run along; by default the array is made one axis first. */
  readonly axis?: number | null;
  /** Run from the end to the beginning; default false. */
  readonly reverse?: boolean;
  /** In which dtype to compute; default that of the array, int32 for booleans. */
  readonly dtype?: DType;
}

const readers: OptionReaders<CumulativeOptions> = {
  axis: axisOrNullOption,
  reverse: booleanOption,
  dtype: dtypeOption,
};

const runs = { cumsum: lax.cumsum, cumprod: lax.cumprod, cummax: lax.cummax, cummin: lax.cummin };

function cumulate(operation: keyof typeof runs, x: ArrayLike, options: AxisOr<CumulativeOptions> | undefined): NDArray {
  const read = readAxisOptions<CumulativeOptions>(operation, options, readers);
  const { axis = null, reverse, dtype } = read;
  const array = toArray(x, operation);
  const operand = dtype === undefined ? toStrong(toNumber(array)) : convert(array, dtype);
  // Booleans are added and multiplied as 0 and 1.
  if (dtype === "bool")
    return convert(cumulate(operation, convert(operand, "int32"), { ...read, dtype: "int32" }), "bool");
  return axis === null
    ? runs[operation](reshape(operand, [operand.size]), 0, reverse)
    : runs[operation](operand, normalizeAxis(axis, operand.ndim, operation), reverse);
}

/**
 * Running sums along an axis; booleans count as int32.
 *
 * @param options - the axis alone, or {@link CumulativeOptions}; by default the array is made one axis first.
 * @example
 * import { array, cumsum } from "@proj/array";
 * cumsum(array([1, 2, 3])); // → [1, 3, 6]
 * cumsum(array([[1, 2], [3, 4]]), 0); // → [[1, 2], [4, 6]]
 */
export function cumsum(x: ArrayLike, options?: AxisOr<CumulativeOptions>): NDArray {
  return cumulate("cumsum", x, options);
}

/**
 * Running products along an axis; booleans count as int32.
 *
 * @param options - the axis alone, or {@link CumulativeOptions}; by default the array is made one axis first.
 * @example
 * import { array, cumprod } from "@proj/array";
 * cumprod(array([1, 2, 3])); // → [1, 2, 6]
 */
export function cumprod(x: ArrayLike, options?: AxisOr<CumulativeOptions>): NDArray {
  return cumulate("cumprod", x, options);
}

/**
 * The largest element so far, along an axis.
 *
 * @param options - the axis alone, or {@link CumulativeOptions}; by default the array is made one axis first.
 * @example
 * import { array, cummax } from "@proj/array";
 * cummax(array([1, 3, 2])); // → [1, 3, 3]
 */
export function cummax(x: ArrayLike, options?: AxisOr<CumulativeOptions>): NDArray {
  return cumulate("cummax", x, options);
}

/**
 * The smallest element so far, along an axis.
 *
 * @param options - the axis alone, or {@link CumulativeOptions}; by default the array is made one axis first.
 * @example
 * import { array, cummin } from "@proj/array";
 * cummin(array([3, 1, 2])); // → [3, 1, 1]
 */
export function cummin(x: ArrayLike, options?: AxisOr<CumulativeOptions>): NDArray {
  return cumulate("cummin", x, options);
}

/** Options of {@link nancumsum} and {@link nancumprod}. */
export type NanCumulativeOptions = Omit<CumulativeOptions, "reverse">;

const nanReaders: OptionReaders<NanCumulativeOptions> = { axis: axisOrNullOption, dtype: dtypeOption };

function cumulatePresent(
  operation: "nancumsum" | "nancumprod",
  x: ArrayLike,
  options: AxisOr<NanCumulativeOptions> | undefined,
): NDArray {
  const read = readAxisOptions<NanCumulativeOptions>(operation, options, nanReaders);
  const array = toArray(x, operation);
  const neutral = operation === "nancumsum" ? 0 : 1;
  const present = isInexact(array.dtype) ? select(ne(array, array), fullLike(array, neutral), array) : array;
  return operation === "nancumsum" ? cumsum(present, read) : cumprod(present, read);
}

/**
 * Running sums along an axis with NaN counted as 0.
 *
 * @param options - the axis alone, or {@link NanCumulativeOptions}; by default the array is made one axis first.
 * @example
 * import { array, nancumsum } from "@proj/array";
 * nancumsum(array([1, NaN, 3])); // → [1, 1, 4]
 */
export function nancumsum(x: ArrayLike, options?: AxisOr<NanCumulativeOptions>): NDArray {
  return cumulatePresent("nancumsum", x, options);
}

/**
 * Running products along an axis with NaN counted as 1.
 *
 * @param options - the axis alone, or {@link NanCumulativeOptions}; by default the array is made one axis first.
 * @example
 * import { array, nancumprod } from "@proj/array";
 * nancumprod(array([2, NaN, 3])); // → [2, 2, 6]
 */
export function nancumprod(x: ArrayLike, options?: AxisOr<NanCumulativeOptions>): NDArray {
  return cumulatePresent("nancumprod", x, options);
}

/** Options of {@link cumulativeSum} and {@link cumulativeProd}. */
export interface IncludingInitialOptions {
  /** The axis to run along; needed where the array has more than one. */
  readonly axis?: number | null;
  /** In which dtype to compute; default that of the array, int32 for booleans. */
  readonly dtype?: DType;
  /** Whether what comes before the first element stands in front: 0, or 1 for products; default false. */
  readonly includeInitial?: boolean;
}

const initialReaders: OptionReaders<IncludingInitialOptions> = {
  axis: axisOrNullOption,
  dtype: dtypeOption,
  includeInitial: booleanOption,
};

function cumulateFrom(
  operation: "cumulativeSum" | "cumulativeProd",
  x: ArrayLike,
  options: AxisOr<IncludingInitialOptions> | undefined,
): NDArray {
  const read = readAxisOptions<IncludingInitialOptions>(operation, options, initialReaders);
  const array = toArray(x, operation);
  if (array.ndim === 0 || (array.ndim > 1 && (read.axis === undefined || read.axis === null))) {
    throw new UsageError({
      operation,
      received: array.describe(),
      expected: "a vector, or an array with an axis to run along",
      remedy: "name the axis: { axis: 0 }",
    });
  }
  const axis = normalizeAxis(read.axis ?? 0, array.ndim, operation);
  // Sums are at least of 32 bits, as those of whole axes are.
  const dtype = read.dtype ?? (operation === "cumulativeSum" ? summing(array.dtype) : undefined);
  const folding = dtype === undefined ? { axis } : { axis, dtype };
  const [result, initial] = operation === "cumulativeSum" ? [cumsum(array, folding), 0] : [cumprod(array, folding), 1];
  if (read.includeInitial !== true) return result;
  return concatenate([full(array.shape.with(axis, 1), initial, result.dtype), result], axis);
}

/**
 * Running sums along an axis, as the array API standard names them.
 *
 * @param options - the axis alone, or {@link IncludingInitialOptions}.
 * @throws UsageError for a scalar, and for several axes of which none is named.
 * @example
 * import { array, cumulativeSum } from "@proj/array";
 * cumulativeSum(array([1, 2, 3]), { includeInitial: true }); // → [0, 1, 3, 6]
 */
export function cumulativeSum(x: ArrayLike, options?: AxisOr<IncludingInitialOptions>): NDArray {
  return cumulateFrom("cumulativeSum", x, options);
}

/**
 * Running products along an axis, as the array API standard names them.
 *
 * @param options - the axis alone, or {@link IncludingInitialOptions}.
 * @throws UsageError for a scalar, and for several axes of which none is named.
 * @example
 * import { array, cumulativeProd } from "@proj/array";
 * cumulativeProd(array([2, 3]), { includeInitial: true }); // → [1, 2, 6]
 */
export function cumulativeProd(x: ArrayLike, options?: AxisOr<IncludingInitialOptions>): NDArray {
  return cumulateFrom("cumulativeProd", x, options);
}
