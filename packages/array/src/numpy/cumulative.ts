import { booleanOption, type OptionReaders } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toArray, convert, type ArrayLike } from "../core/operands.ts";
import { axisOrNullOption, dtypeOption, readAxisOptions, type AxisOr } from "../core/options.ts";
import type { DType } from "../core/types/dtype.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import { reshape } from "../lax/movement.ts";
import * as lax from "../lax/reduction.ts";
import { toNumber, toStrong } from "./elementwise.ts";

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

function cumulate(
  operation: "cumsum" | "cumprod" | "cummax" | "cummin",
  x: ArrayLike,
  options: AxisOr<CumulativeOptions> | undefined,
): NDArray {
  const { axis = null, reverse, dtype } = readAxisOptions<CumulativeOptions>(operation, options, readers);
  const array = toArray(x, operation);
  const operand = dtype === undefined ? toStrong(toNumber(array)) : convert(array, dtype);
  return axis === null
    ? lax[operation](reshape(operand, [operand.size]), 0, reverse)
    : lax[operation](operand, normalizeAxis(axis, operand.ndim, operation), reverse);
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
