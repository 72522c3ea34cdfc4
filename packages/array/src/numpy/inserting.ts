import {
  booleanOption,
  choiceOption,
  describeValue,
  readPositionalOptions,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import { checkArrayLike, convert, broadcastTo, toArray, type ArrayLike } from "../core/operands.ts";
import { axesOption, axisOrNullOption, readAxisOptions, type Axes, type AxisOr } from "../core/options.ts";
import { wrapHostData } from "../core/trace.ts";
import { abstractArray } from "../core/types/abstract-array.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import { isInteger } from "../core/types/dtype.ts";
import { isIntegerList, normalizeAxes, normalizeAxis, sizeOf, type Shape } from "../core/types/shape.ts";
import { knownValues } from "../indexing/positions.ts";
import { isSlice, parseSlice, resolveSlice, type Slice, type SliceText } from "../indexing/slice.ts";
import { take } from "../indexing/take.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { lengthsOf } from "./full.ts";
import { rearrange } from "./known-positions.ts";
import { moveaxis } from "./reshaping.ts";
import { where } from "./selection.ts";
import { withoutZeros } from "./without-zeros.ts";

/** Positions along an axis: one, several, a slice, or an array of integers. */
export type Places = number | readonly number[] | Slice | SliceText | NDArray;

/** Options of {@link insert}. */
export interface InsertOptions {
  /** Default `null`, which makes the array one axis first. */
  readonly axis?: number | null;
}

const insertReaders: OptionReaders<InsertOptions> = { axis: axisOrNullOption };

/** Options of {@link deleteAt}. */
export interface DeleteOptions {
  /** Default `null`, which makes the array one axis first. */
  readonly axis?: number | null;
  /**
   * Says that no position comes twice and none lies outside, which is what a traced array of positions needs: as many elements
   * disappear as there are positions, also if it is not true. Default false.
   */
  readonly assumeUniqueIndices?: boolean;
}

const deleteReaders: OptionReaders<DeleteOptions> = {
  axis: axisOrNullOption,
  assumeUniqueIndices: booleanOption,
};

/** The array and the axis along which it is changed; all elements in one axis where none is given. */
function lineUp(operation: string, x: ArrayLike, axis: number | null): readonly [array: NDArray, axis: number] {
  const array = toArray(x, operation);
  if (axis === null) return [lax.reshape(array, [array.size]), 0];
  return [array, normalizeAxis(axis, array.ndim, operation)];
}

function wrongPlaces(operation: string, received: string, expected: string): UsageError {
  return new UsageError({
    operation,
    received,
    expected,
    remedy: 'give an integer, a list of integers, a slice such as "1:3", or an integer array',
  });
}

/** The positions as a list where they are known, which may be one or several; else as an array. */
function placesOf(operation: string, places: Places, length: number): number | readonly number[] | NDArray {
  if (isNDArray(places)) {
    if (!isInteger(places.dtype) || places.ndim > 1)
      throw wrongPlaces(operation, `positions ${places.describe()}`, "a scalar or a vector of integers");
    const known = knownValues(places);
    return known === null ? places : places.ndim === 0 ? known[0]! : known;
  }
  const range = typeof places === "string" ? parseSlice(places) : isSlice(places) ? places : null;
  if (range !== null) {
    const { start, step, count } = resolveSlice(range, length);
    return Array.from({ length: count }, (_, place) => start + place * step);
  }
  const given: unknown = places;
  if ((typeof given === "number" && Number.isInteger(given)) || isIntegerList(given)) return given;
  throw wrongPlaces(operation, describeValue(given), "integers");
}

/**
 * The array with values inserted before positions of an axis. Positions are those of the array that comes in; beyond the ends
 * they are moved to the ends.
 *
 * @param positions - before which elements: one position, several, a slice, or an integer array, which may be traced.
 * @param values - what to insert, in the dtype of the array; broadcast to as many as there are positions.
 * @param options - the axis alone, or {@link InsertOptions}; by default the array is made one axis first.
 * @throws UsageError for positions that are not integers, and for values that do not fit.
 * @example
 * import { array, insert } from "@proj/array";
 * insert(array([1, 2, 3]), 1, 9); // → [1, 9, 2, 3]
 * insert(array([[1, 2], [3, 4]]), [0, 2], 9, 1); // → [[9, 1, 2, 9], [9, 3, 4, 9]]
 */
export function insert(x: ArrayLike, positions: Places, values: ArrayLike, options?: AxisOr<InsertOptions>): NDArray {
  const { axis = null } = readAxisOptions<InsertOptions>("insert", options, insertReaders);
  const [array, along] = lineUp("insert", x, axis);
  const length = array.shape[along];
  if (length === undefined) throw wrongPlaces("insert", array.describe(), "an array with at least one axis");
  const places = placesOf("insert", positions, length);
  checkArrayLike("insert", values);
  const added = inserted(array, along, places, convert(toArray(values, "insert"), array.dtype, array.weakType));
  const count = added.shape[along]!;
  const joined = lax.concatenate([array, added], along);
  if (isNDArray(places)) return take(joined, orderOf(places, length, count), { axis: along, mode: "clip" });
  const list = typeof places === "number" ? [places] : places;
  const fronts = (list.length === 1 ? new Array<number>(count).fill(list[0]!) : list).map((place) =>
    Math.min(Math.max(place < 0 ? place + length : place, 0), length),
  );
  const before = (end: number): number[] => fronts.flatMap((front, number) => (front === end ? [length + number] : []));
  const order = Array.from({ length: length + 1 }, (_, end) => [...before(end), ...(end < length ? [end] : [])]);
  return rearrange(joined, along, order.flat());
}

/** The values in the shape of what is inserted. */
function inserted(x: NDArray, axis: number, places: number | readonly number[] | NDArray, values: NDArray): NDArray {
  const ranked = lax.reshape(values, [
    ...new Array<number>(Math.max(0, x.ndim - values.ndim)).fill(1),
    ...values.shape,
  ]);
  const isOne = isNDArray(places) ? places.ndim === 0 : typeof places === "number";
  // For one position the first axis of the values counts what is inserted, as in NumPy.
  const turned = isOne ? moveaxis(ranked, 0, axis) : ranked;
  const listed = isNDArray(places) ? places.size : typeof places === "number" ? 1 : places.length;
  const count = listed === 1 ? turned.shape[axis]! : listed;
  return broadcastTo(turned, x.shape.with(axis, count), "insert");
}

/** For each place of the result where it comes from, counted in the array with the inserted values behind it. */
function orderOf(places: NDArray, length: number, count: number): NDArray {
  const all = broadcastTo(lax.reshape(lax.convertElementType(places, "int32"), [places.size]), [count]);
  const front = lax.clamp(0, where(lax.lt(all, 0), lax.add(all, length), all), length);
  const [sorted, numbers] = lax.sort([front, lax.iota("int32", count)], 0) as [NDArray, NDArray];
  // The k-th inserted value stands behind `front` elements of the array and k values.
  const spots = lax.add(sorted, lax.iota("int32", count));
  const isOld = lax
    .full([length + count], 1, "int32")
    .at(spots)
    .set(0);
  const values = lax
    .full([length + count], 0, "int32")
    .at(spots)
    .set(lax.add(numbers, length));
  return lax.select(lax.eq(isOld, 1), lax.sub(lax.cumsum(isOld), 1), values);
}

/**
 * The array without what lies at positions of an axis. It is also exported as `delete`, for `np.delete(x, 1)`.
 *
 * @param positions - one position, several, a slice, a vector of booleans as long as the axis, or an integer array. A traced one
 *   needs `assumeUniqueIndices`, since the length of the result depends on whether positions come twice.
 * @param options - the axis alone, or {@link DeleteOptions}; by default the array is made one axis first.
 * @throws UsageError for a position outside, and for traced positions that may come twice.
 * @example
 * import { array, deleteAt } from "@proj/array";
 * deleteAt(array([1, 2, 3]), 1); // → [1, 3]
 * deleteAt(array([[1, 2, 3]]), [0, 2], 1); // → [[2]]
 */
export function deleteAt(x: ArrayLike, positions: Places, options?: AxisOr<DeleteOptions>): NDArray {
  const read = readAxisOptions<DeleteOptions>("delete", options, deleteReaders);
  const [array, along] = lineUp("delete", x, read.axis ?? null);
  const length = array.shape[along];
  if (length === undefined) throw wrongPlaces("delete", array.describe(), "an array with at least one axis");
  if (isNDArray(positions) && positions.dtype === "bool") return withoutMask(array, along, positions);
  const isGrid = isNDArray(positions) && positions.ndim > 1;
  const places = placesOf("delete", isGrid ? lax.reshape(positions, [positions.size]) : positions, length);
  if (read.assumeUniqueIndices === true && typeof places !== "number") return withoutUnique(array, along, places);
  if (isNDArray(places)) {
    throw new UsageError({
      operation: "delete",
      received: `traced positions ${places.describe()}${places.origin}`,
      expected: "concrete positions, or assumeUniqueIndices: true, as the length of the result depends on them",
      remedy: "pass { assumeUniqueIndices: true } if no position comes twice",
    });
  }
  const gone = new Set<number>();
  for (const place of typeof places === "number" ? [places] : places) {
    if (place < -length || place >= length)
      throw wrongPlaces("delete", `position ${place} on an axis of length ${length}`, "positions inside the axis");
    gone.add(place < 0 ? place + length : place);
  }
  return rearrange(
    array,
    along,
    Array.from({ length }, (_, place) => place).filter((place) => !gone.has(place)),
  );
}

export { deleteAt as delete };

function withoutMask(x: NDArray, axis: number, mask: NDArray): NDArray {
  const known = knownValues(mask);
  if (known === null || mask.ndim !== 1 || mask.length !== x.shape[axis]) {
    throw wrongPlaces(
      "delete",
      `a mask ${mask.describe()}${mask.origin} for an axis of length ${x.shape[axis]!}`,
      "a concrete mask as long as the axis",
    );
  }
  return rearrange(
    x,
    axis,
    known.flatMap((isGone, place) => (isGone === 0 ? [place] : [])),
  );
}

/** The array without what lies at positions that differ: as many elements less as there are positions. */
function withoutUnique(x: NDArray, axis: number, places: NDArray | readonly number[]): NDArray {
  const given = isNDArray(places)
    ? lax.convertElementType(places, "int32")
    : wrapHostData(Int32Array.from(places), abstractArray([places.length], "int32"));
  const length = x.shape[axis]!;
  const count = given.size;
  const left = Math.max(0, length - count);
  const flat = lax.reshape(given, [count]);
  const front = lax.clamp(0, lax.select(lax.lt(flat, 0), lax.add(flat, length), flat), length);
  // The k-th of them stands behind k that are gone too, and behind the rest of those before it.
  const before = lax.sub(lax.sort([front])[0]!, lax.iota("int32", count));
  const gone = lax.full([left], 0, "int32").at(lax.max(before, 0)).add(1);
  return take(x, lax.add(lax.iota("int32", left), lax.cumsum(gone)), { axis, mode: "clip" });
}

/**
 * The elements row by row in another shape: repeated from the beginning where there are too few, left out where there are too
 * many.
 *
 * @param shape - lengths of the axes; a number for one axis.
 * @throws UsageError for lengths that are no non-negative integers.
 * @example
 * import { array, resize } from "@proj/array";
 * resize(array([1, 2, 3]), [2, 2]); // → [[1, 2], [3, 1]]
 */
export function resize(x: ArrayLike, shape: number | Shape): NDArray {
  const lengths = lengthsOf("resize", shape);
  const array = toArray(x, "resize");
  const size = sizeOf(lengths);
  if (array.size === 0 || size === 0) return convert(lax.full(lengths, 0, array.dtype), array.dtype, array.weakType);
  const flat = lax.reshape(array, [array.size]);
  const whole = Math.ceil(size / array.size);
  const repeated = lax.reshape(broadcastTo(flat, [whole, array.size]), [whole * array.size]);
  return lax.reshape(lax.sliceInDim(repeated, 0, size), lengths);
}

/** Which ends {@link trimZeros} cuts: the front, the back, or both. */
export type TrimEnds = "f" | "b" | "fb" | "bf" | "F" | "B" | "FB" | "BF";

/** Options of {@link trimZeros}. */
export interface TrimZerosOptions {
  /** Default `"fb"`. */
  readonly trim?: TrimEnds;
  /** The axes along which is cut; default all. */
  readonly axis?: Axes;
}

const trimReaders: OptionReaders<TrimZerosOptions> = {
  trim: choiceOption("fb", "f", "b", "bf", "F", "B", "FB", "BF"),
  axis: axesOption,
};

/**
 * The array without the zeros at its ends: along each axis, leading and trailing slices that are 0 throughout.
 *
 * @param x - a concrete array on the host: its values decide the shape of the result.
 * @param trim - which ends, or {@link TrimZerosOptions}; default both.
 * @param axis - the axes along which is cut; default all.
 * @throws UsageError for a traced array, and for one whose values are not on the host.
 * @example
 * import { array, trimZeros } from "@proj/array";
 * trimZeros(array([0, 0, 1, 2, 0])); // → [1, 2]
 */
export function trimZeros(x: ArrayLike, trim?: TrimEnds | TrimZerosOptions, axis?: Axes): NDArray {
  const read = readPositionalOptions<TrimZerosOptions>("trimZeros", [trim, axis], ["trim", "axis"], trimReaders);
  const array = toArray(x, "trimZeros");
  return withoutZeros("trimZeros", array, read.trim ?? "fb", normalizeAxes(read.axis, array.ndim, "trimZeros"));
}
