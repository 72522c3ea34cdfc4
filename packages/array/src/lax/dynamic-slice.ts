import { booleanOption, describeValue, readOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { convert, integerScalar, scalar, toPositions } from "../core/operands.ts";
import { axisOption, readAxisOptions, type AxisOr } from "../core/options.ts";
import { bind, onBehalfOfLibrary } from "../core/trace.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import { isInteger, isUnsigned } from "../core/types/dtype.ts";
import { normalizeAxis, type Shape } from "../core/types/shape.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { lengths, operand, type Term } from "./apply.ts";
import { add, lt } from "./binary.ts";
import { select } from "./elementwise.ts";
import { reshape, squeeze } from "./movement.ts";

/*
 * Windows of a fixed size at a position that is data.
 */

/** Positions counted from the front, as int32, where negative ones count from the end. */
export function fromFront(positions: NDArray, length: number): NDArray {
  const signed = convert(toPositions(positions), "int32");
  if (isUnsigned(positions.dtype)) return signed;
  // A window may leave its position unread; the comparison is not the user's to be warned about.
  return onBehalfOfLibrary(() => select(lt(signed, 0), add(signed, length), signed));
}

/** A window whose starts are int32 scalars, counted from the front. */
export function windowAt(x: NDArray, starts: readonly NDArray[], sizes: Shape): NDArray {
  return bind("dynamicSlice", [x, ...starts], { sizes })[0];
}

/** The array with the window at such starts replaced. */
export function replaceWindowAt(x: NDArray, update: NDArray, starts: readonly NDArray[]): NDArray {
  return bind("dynamicUpdateSlice", [x, update, ...starts], {})[0];
}

/** How starts of windows are read. */
export interface DynamicSliceOptions {
  /** Whether negative starts count from the end, instead of being moved to the beginning. Default true. */
  readonly allowNegativeIndices?: boolean;
}

const startReaders: OptionReaders<DynamicSliceOptions> = { allowNegativeIndices: booleanOption };

const readStarts = (operation: string, options: DynamicSliceOptions | undefined): boolean =>
  options === undefined || (readOptions(`lax.${operation}`, options, startReaders).allowNegativeIndices ?? true);

/** Starts that a user gave, as {@link windowAt} takes them. */
function startScalars(operation: string, x: NDArray, starts: readonly Term[], wraps: boolean): NDArray[] {
  const placed = (start: NDArray, length: number): NDArray =>
    wraps ? fromFront(start, length) : convert(toPositions(start), "int32");
  if (!Array.isArray(starts) || starts.length !== x.ndim) {
    throw new UsageError({
      operation: `lax.${operation}`,
      received: Array.isArray(starts)
        ? `${starts.length} starts for ${x.describe()}`
        : `${describeValue(starts)} as starts for ${x.describe()}`,
      expected: "one start per axis",
      remedy: "give 0 for axes that are taken from the beginning",
    });
  }
  return starts.map((start, axis) => {
    const length = x.shape[axis]!;
    if (typeof start === "number" && Number.isInteger(start))
      return scalar(start < 0 && wraps ? start + length : start, "int32");
    if (isNDArray(start) && start.ndim === 0 && isInteger(start.dtype)) return placed(start, length);
    const traced = integerScalar(`lax.${operation}`, start);
    if (traced !== null) return placed(traced, length);
    throw new UsageError({
      operation: `lax.${operation}`,
      received: `a start ${isNDArray(start) ? start.describe() : String(start)} for axis ${axis}`,
      expected: "integers, or integer scalars",
      remedy: 'convert it with astype("int32"), or index it first',
    });
  });
}

/**
 * A window of fixed size at a position that may be traced.
 *
 * @param starts - one integer scalar per axis; negative ones count from the end; then moved so that the window fits.
 * @param sizes - the window's lengths.
 * @param options - see {@link DynamicSliceOptions}.
 * @throws UsageError when the window is larger than the array.
 * @example
 * import { arange } from "@proj/array";
 * import { dynamicSlice } from "@proj/array/lax";
 * dynamicSlice(arange(6), [2], [3]); // → [2, 3, 4]
 */
export function dynamicSlice(
  x: NDArray,
  starts: readonly Term[],
  sizes: Shape,
  options?: DynamicSliceOptions,
): NDArray {
  const wraps = readStarts("dynamicSlice", options);
  return windowAt(
    x,
    startScalars("dynamicSlice", operand("dynamicSlice", x), starts, wraps),
    lengths("dynamicSlice", "sizes", sizes),
  );
}

/**
 * The array with a window replaced, at a position that may be traced.
 *
 * @param update - the window's new elements, with as many axes as the array.
 * @param starts - one integer scalar per axis; negative ones count from the end; then moved so that the window fits.
 * @param options - see {@link DynamicSliceOptions}.
 * @throws UsageError when the window is larger than the array, or of another dtype.
 * @example
 * import { array } from "@proj/array";
 * import { dynamicUpdateSlice } from "@proj/array/lax";
 * dynamicUpdateSlice(array([0, 1, 2, 3]), array([7, 8]), [1]); // → [0, 7, 8, 3]
 */
export function dynamicUpdateSlice(
  x: NDArray,
  update: NDArray,
  starts: readonly Term[],
  options?: DynamicSliceOptions,
): NDArray {
  const wraps = readStarts("dynamicUpdateSlice", options);
  const places = startScalars("dynamicUpdateSlice", operand("dynamicUpdateSlice", x), starts, wraps);
  return replaceWindowAt(x, operand("dynamicUpdateSlice", update), places);
}

const along = (x: NDArray, axis: number, position: Term): Term[] =>
  x.shape.map((_, other) => (other === axis ? position : 0));

/** Options of {@link dynamicIndexInDim}. */
export interface DynamicIndexOptions extends DynamicSliceOptions {
  /** The indexed axis; default 0. */
  readonly axis?: number;
  /** Keep that axis with length 1; default true. */
  readonly keepdims?: boolean;
}

const dynamicIndexReaders: OptionReaders<DynamicIndexOptions> = {
  ...startReaders,
  axis: axisOption,
  keepdims: booleanOption,
};

/**
 * What lies at one position of an axis; the position may be traced, and is moved inside the array.
 *
 * @param position - an integer scalar; negative ones count from the end.
 * @param options - the axis alone, or {@link DynamicIndexOptions}.
 * @example
 * import { array } from "@proj/array";
 * import { dynamicIndexInDim } from "@proj/array/lax";
 * dynamicIndexInDim(array([[1, 2], [3, 4]]), 1, { keepdims: false }); // → [3, 4]
 */
export function dynamicIndexInDim(x: NDArray, position: Term, options?: AxisOr<DynamicIndexOptions>): NDArray {
  const operation = "lax.dynamicIndexInDim";
  const read = readAxisOptions<DynamicIndexOptions>(operation, options, dynamicIndexReaders);
  const { axis = 0, keepdims = true, allowNegativeIndices = true } = read;
  const place = normalizeAxis(axis, operand("dynamicIndexInDim", x).ndim, operation);
  const row = dynamicSlice(x, along(x, place, position), x.shape.with(place, 1), { allowNegativeIndices });
  return keepdims ? row : squeeze(row, [place]);
}

/**
 * `size` neighbours along an axis, from a position that may be traced and is moved so that they fit.
 *
 * @param start - an integer scalar; negative ones count from the end.
 * @param axis - default 0.
 * @param options - see {@link DynamicSliceOptions}.
 * @example
 * import { arange } from "@proj/array";
 * import { dynamicSliceInDim } from "@proj/array/lax";
 * dynamicSliceInDim(arange(6), 4, 3); // → [3, 4, 5]
 */
export function dynamicSliceInDim(
  x: NDArray,
  start: Term,
  size: number,
  axis = 0,
  options?: DynamicSliceOptions,
): NDArray {
  const place = normalizeAxis(axis, operand("dynamicSliceInDim", x).ndim, "lax.dynamicSliceInDim");
  const allowNegativeIndices = readStarts("dynamicSliceInDim", options);
  const sizes = x.shape.with(place, lengths("dynamicSliceInDim", "size", [size])[0]!);
  return dynamicSlice(x, along(x, place, start), sizes, { allowNegativeIndices });
}

/**
 * The array with other neighbours along an axis, from a position that may be traced and is moved so that they fit.
 *
 * @param update - the new elements, with as many axes as the array.
 * @param start - an integer scalar; negative ones count from the end.
 * @param axis - default 0.
 * @param options - see {@link DynamicSliceOptions}.
 * @example
 * import { array } from "@proj/array";
 * import { dynamicUpdateSliceInDim } from "@proj/array/lax";
 * dynamicUpdateSliceInDim(array([0, 1, 2, 3]), array([7, 8]), 1); // → [0, 7, 8, 3]
 */
export function dynamicUpdateSliceInDim(
  x: NDArray,
  update: NDArray,
  start: Term,
  axis = 0,
  options?: DynamicSliceOptions,
): NDArray {
  const place = normalizeAxis(axis, operand("dynamicUpdateSliceInDim", x).ndim, "lax.dynamicUpdateSliceInDim");
  const allowNegativeIndices = readStarts("dynamicUpdateSliceInDim", options);
  return dynamicUpdateSlice(x, update, along(x, place, start), { allowNegativeIndices });
}

/**
 * The array with other elements at one position of an axis; the position may be traced, and is moved inside the array.
 *
 * @param update - with the axis of length 1, or without it.
 * @param position - an integer scalar; negative ones count from the end.
 * @param axis - default 0.
 * @param options - see {@link DynamicSliceOptions}.
 * @example
 * import { array } from "@proj/array";
 * import { dynamicUpdateIndexInDim } from "@proj/array/lax";
 * dynamicUpdateIndexInDim(array([[1, 2], [3, 4]]), array([7, 8]), 1); // → [[1, 2], [7, 8]]
 */
export function dynamicUpdateIndexInDim(
  x: NDArray,
  update: NDArray,
  position: Term,
  axis = 0,
  options?: DynamicSliceOptions,
): NDArray {
  const place = normalizeAxis(axis, operand("dynamicUpdateIndexInDim", x).ndim, "lax.dynamicUpdateIndexInDim");
  const row = operand("dynamicUpdateIndexInDim", update);
  const window = row.ndim === x.ndim ? row : reshape(row, row.shape.toSpliced(place, 0, 1));
  const allowNegativeIndices = readStarts("dynamicUpdateIndexInDim", options);
  return dynamicUpdateSlice(x, window, along(x, place, position), { allowNegativeIndices });
}
