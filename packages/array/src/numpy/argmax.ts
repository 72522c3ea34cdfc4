import { booleanOption, type OptionReaders } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { axisOrNullOption, readAxisOptions, type AxisOr } from "../core/options.ts";
import { normalizeAxes } from "../core/types/shape.ts";
import { reshape } from "../lax/movement.ts";
import * as lax from "../lax/reduction.ts";
import { keptShape } from "./reduction.ts";

/** Which axis is searched, and whether it stays with length 1. */
export interface ExtremumIndexOptions {
  /** By default the array is made one axis first. */
  readonly axis?: number | null;
  /** Keep the axis (all axes, if none is given) with length 1; default false. */
  readonly keepdims?: boolean;
}

export const extremumIndexReaders: OptionReaders<ExtremumIndexOptions> = {
  axis: axisOrNullOption,
  keepdims: booleanOption,
};

const searches = { argmax: lax.argmax, argmin: lax.argmin };

function extremumIndex(
  operation: keyof typeof searches,
  x: ArrayLike,
  options: AxisOr<ExtremumIndexOptions> | undefined,
): NDArray {
  const { axis = null, keepdims = false } = readAxisOptions<ExtremumIndexOptions>(
    operation,
    options,
    extremumIndexReaders,
  );
  const array = toArray(x, operation);
  const axes = normalizeAxes(axis, array.ndim, operation);
  const place = searches[operation](axis === null ? reshape(array, [array.size]) : array, axis === null ? 0 : axes[0]!);
  return keepdims ? reshape(place, keptShape(array.shape, axes)) : place;
}

/**
 * The position of the first largest element along an axis, as int32; the first NaN if there is one.
 *
 * @param options - the axis alone, or {@link ExtremumIndexOptions}; by default the array is made one axis first.
 * @throws UsageError when there is no element to choose from.
 * @example
 * import { argmax, array } from "@proj/array";
 * argmax(array([[1, 5], [7, 4]]), 1); // → [1, 0]
 */
export function argmax(x: ArrayLike, options?: AxisOr<ExtremumIndexOptions>): NDArray {
  return extremumIndex("argmax", x, options);
}

/**
 * The position of the first smallest element along an axis, as int32; the first NaN if there is one.
 *
 * @param options - the axis alone, or {@link ExtremumIndexOptions}; by default the array is made one axis first.
 * @throws UsageError when there is no element to choose from.
 * @example
 * import { argmin, array } from "@proj/array";
 * argmin(array([3, 1, 2])); // → 1
 */
export function argmin(x: ArrayLike, options?: AxisOr<ExtremumIndexOptions>): NDArray {
  return extremumIndex("argmin", x, options);
}
