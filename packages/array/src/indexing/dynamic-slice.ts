import type { NDArray } from "../ndarray/ndarray.ts";
import { asArray, convert, scalar, type ArrayLike } from "../core/operands.ts";
import { UsageError } from "@proj/tree/core";
import { isInteger } from "../core/types/dtype.ts";
import { normalizeAxis, type Shape } from "../core/types/shape.ts";
import { bind } from "../core/trace.ts";
import { wrapPositions } from "./positions.ts";
import { dropAxes } from "./windows.ts";

/** Start positions as int32 scalars; negative ones count from the end. */
function startScalars(operation: string, x: NDArray, starts: readonly ArrayLike[]): NDArray[] {
  if (starts.length !== x.ndim) {
    throw new UsageError({
      operation,
      received: `${starts.length} starts for ${x.describe()}`,
      expected: "one start per axis",
      remedy: "give 0 for axes that are taken from the beginning",
    });
  }
  return starts.map((start, axis) => {
    const length = x.shape[axis]!;
    if (typeof start === "number") return scalar(start < 0 ? start + length : start, "int32");
    const position = asArray(start, operation);
    if (!isInteger(position.dtype) || position.ndim !== 0) {
      throw new UsageError({
        operation,
        received: `a start ${position.describe()} for axis ${axis}`,
        expected: "integer scalars",
        remedy: 'convert it with astype("int32"), or index it first',
      });
    }
    return wrapPositions(position, length, { mode: "clip", negative: true });
  });
}

/**
 * A window of fixed size at a position that may be traced.
 *
 * @param starts - one integer scalar per axis; negative ones count from the end; then moved so that the window fits.
 * @param sizes - the window's lengths.
 * @throws UsageError when the window is larger than the array.
 * @example
 * import { arange } from "@proj/array";
 * import { dynamicSlice } from "@proj/array/lax";
 * dynamicSlice(arange(6), [2], [3]); // → [2, 3, 4]
 */
export function dynamicSlice(x: ArrayLike, starts: readonly ArrayLike[], sizes: Shape): NDArray {
  const array = asArray(x, "dynamicSlice");
  return bind("dynamicSlice", [array, ...startScalars("dynamicSlice", array, starts)], { sizes })[0];
}

/**
 * The array with a window replaced, at a position that may be traced.
 *
 * @param update - the window's new elements, with as many axes as the array.
 * @param starts - one integer scalar per axis; negative ones count from the end; then moved so that the window fits.
 * @throws UsageError when the window is larger than the array.
 * @example
 * import { arange, array } from "@proj/array";
 * import { dynamicUpdateSlice } from "@proj/array/lax";
 * dynamicUpdateSlice(arange(4), array([7, 8]), [1]); // → [0, 7, 8, 3]
 */
export function dynamicUpdateSlice(x: ArrayLike, update: ArrayLike, starts: readonly ArrayLike[]): NDArray {
  const array = asArray(x, "dynamicUpdateSlice");
  const window = convert(asArray(update, "dynamicUpdateSlice"), array.dtype);
  return bind("dynamicUpdateSlice", [array, window, ...startScalars("dynamicUpdateSlice", array, starts)], {})[0];
}

const along = (x: NDArray, axis: number, position: ArrayLike): ArrayLike[] =>
  x.shape.map((_, other) => (other === axis ? position : 0));

/** Options of {@link dynamicIndexInDim}. */
export interface DynamicIndexOptions {
  /** The indexed axis; default 0. */
  readonly axis?: number;
  /** Keep that axis with length 1; default true. */
  readonly keepdims?: boolean;
}

/**
 * What lies at one position of an axis; the position may be traced, and is moved inside the array.
 *
 * @example
 * import { array } from "@proj/array";
 * import { dynamicIndexInDim } from "@proj/array/lax";
 * dynamicIndexInDim(array([[1, 2], [3, 4]]), 1, { keepdims: false }); // → [3, 4]
 */
export function dynamicIndexInDim(
  x: ArrayLike,
  position: ArrayLike,
  { axis = 0, keepdims = true }: DynamicIndexOptions = {},
): NDArray {
  const array = asArray(x, "dynamicIndexInDim");
  const place = normalizeAxis(axis, array.ndim, "dynamicIndexInDim");
  const row = dynamicSlice(array, along(array, place, position), array.shape.with(place, 1));
  return keepdims ? row : dropAxes(row, [place]);
}

/**
 * `size` neighbours along an axis, from a position that may be traced and is moved so that they fit.
 *
 * @param axis - default 0.
 * @example
 * import { arange } from "@proj/array";
 * import { dynamicSliceInDim } from "@proj/array/lax";
 * dynamicSliceInDim(arange(6), 4, 3); // → [3, 4, 5]
 */
export function dynamicSliceInDim(x: ArrayLike, start: ArrayLike, size: number, axis = 0): NDArray {
  const array = asArray(x, "dynamicSliceInDim");
  const place = normalizeAxis(axis, array.ndim, "dynamicSliceInDim");
  return dynamicSlice(array, along(array, place, start), array.shape.with(place, size));
}

/**
 * The array with other elements at one position of an axis; the position may be traced, and is moved inside the array.
 *
 * @param update - with the axis of length 1, or without it.
 * @param axis - default 0.
 * @example
 * import { array } from "@proj/array";
 * import { dynamicUpdateIndexInDim } from "@proj/array/lax";
 * dynamicUpdateIndexInDim(array([[1, 2], [3, 4]]), array([7, 8]), 1); // → [[1, 2], [7, 8]]
 */
export function dynamicUpdateIndexInDim(x: ArrayLike, update: ArrayLike, position: ArrayLike, axis = 0): NDArray {
  const array = asArray(x, "dynamicUpdateIndexInDim");
  const place = normalizeAxis(axis, array.ndim, "dynamicUpdateIndexInDim");
  const row = asArray(update, "dynamicUpdateIndexInDim");
  const window = row.ndim === array.ndim ? row : row.reshape(row.shape.toSpliced(place, 0, 1));
  return dynamicUpdateSlice(array, window, along(array, place, position));
}
