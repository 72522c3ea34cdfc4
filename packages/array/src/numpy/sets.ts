import {
  booleanOption,
  choiceOption,
  integerOption,
  readOptions,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import { convert, promoteOperands, toArray, type ArrayLike } from "../core/operands.ts";
import { arrayOption, axisOrNullOption } from "../core/options.ts";
import { isFloat } from "../core/types/dtype.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import { knownValues } from "../indexing/positions.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { concatenate } from "./joining.ts";
import { nonzero } from "./nonzero.ts";
import { max, min, sum } from "./reduction.ts";
import { moveaxis } from "./reshaping.ts";
import { where } from "./selection.ts";

/*
 * Sets: arrays whose elements are looked at without their places. What is unique decides the shape of a result; where values
 * are not known, `size` says how many elements to give.
 */

/** How many elements a function of sets gives. */
export interface SizedOptions {
  /** How many elements to give, whatever the values: what a traced array needs. Default as many as there are. */
  readonly size?: number;
  /** What fills up elements that are missing; the default is told by each function. */
  readonly fillValue?: ArrayLike | null;
}

/** Options of {@link unique}. */
export interface UniqueOptions extends SizedOptions {
  /** Whether to give the positions where each element comes first; default false. */
  readonly returnIndex?: boolean;
  /** Whether to give, for each element of the array, the number of the unique one that it equals; default false. */
  readonly returnInverse?: boolean;
  /** Whether to give how often each element comes; default false. */
  readonly returnCounts?: boolean;
  /** Compare the slices along this axis; by default the array is made one axis first. */
  readonly axis?: number | null;
  /** Whether NaN equals NaN; default true. */
  readonly equalNan?: boolean;
  /** Whether to sort, which is done in any case. */
  readonly sorted?: boolean;
}

const fillOption: OptionReaders<SizedOptions>["fillValue"] = (value, place) =>
  value === null ? null : arrayOption(value, place);
const sizedReaders: OptionReaders<SizedOptions> = { size: integerOption(0), fillValue: fillOption };
const uniqueReaders: OptionReaders<UniqueOptions> = {
  ...sizedReaders,
  returnIndex: booleanOption,
  returnInverse: booleanOption,
  returnCounts: booleanOption,
  axis: axisOrNullOption,
  equalNan: booleanOption,
  sorted: booleanOption,
};

const flat = (x: NDArray): NDArray => lax.reshape(x, [x.size]);

/** What can be told of the unique slices of an array; each is computed where it is asked for. */
interface Unique {
  readonly values: NDArray;
  readonly indices: () => NDArray;
  readonly inverse: () => NDArray;
  readonly counts: () => NDArray;
  /** How many there are, as a scalar. */
  readonly count: NDArray;
}

/** The positions where a mask holds; they must be known if their number is not. */
function positionsWhere(operation: string, mask: NDArray, size: number | undefined, fillValue = 0): NDArray {
  if (size !== undefined) return nonzero(mask, { size, fillValue })[0]!;
  if (knownValues(mask) !== null) return nonzero(mask)[0]!;
  throw new UsageError({
    operation,
    received: `an array whose values are not known here, without size: ${mask.describe()}${mask.origin}`,
    expected: "a concrete array on the host, or size: its values decide the shape of the result",
    remedy: "say how many elements are wanted: { size: 8, fillValue: 0 }",
  });
}

function findUnique(
  operation: string,
  x: NDArray,
  axis: number,
  { equalNan = true, size, fillValue }: Pick<UniqueOptions, "equalNan" | "size" | "fillValue">,
): Unique {
  const lines = moveaxis(x, axis, 0);
  const length = lines.shape[0]!;
  const width = lines.size / Math.max(1, length);
  if (length === 0 && size !== undefined && size > 0 && (fillValue === undefined || fillValue === null)) {
    throw new UsageError({
      operation,
      received: `size: ${size} for an array without elements ${x.describe()}, and no fillValue`,
      expected: "fillValue: what the result is full of",
      remedy: "add { fillValue: 0 }",
    });
  }
  // Slices without elements are all equal.
  const considered = width === 0 ? Math.min(1, length) : length;
  const columns = Array.from({ length: width }, (_, column) =>
    flat(lax.sliceInDim(lax.reshape(lines, [length, width]), column, column + 1, 1, 1)),
  );
  const iota = lax.iota("int32", considered);
  const sorted = width === 0 ? [iota] : lax.sort([...columns, iota], 0, Math.max(1, width));
  const order = sorted.at(-1)!;
  const isNew = columns.length === 0 ? lax.full([considered], 1, "bool") : differs(sorted.slice(0, -1), equalNan);
  const places = positionsWhere(operation, isNew, size);
  const count = lax.reduceSum(convert(isNew, "int32"), [0]);
  const firsts = considered === 0 ? lax.full([places.length], 0, "int32") : order.get(places);
  return {
    values: moveaxis(filledUp(lines, firsts, count, size, fillValue), 0, axis),
    indices: () => firsts,
    inverse: () => {
      if (width === 0 || length === 0) return lax.full([length], 0, "int32");
      const numbers = lax.sub(lax.cumsum(convert(isNew, "int32")), 1);
      return lax.full([length], 0, "int32").at(order).set(numbers, { uniqueIndices: true });
    },
    counts: () => {
      if (width === 0) return lax.full([considered], length, "int32");
      const starts =
        size === undefined
          ? concatenate([places, lax.full([1], length, "int32")])
          : nonzero(isNew, { size: size + 1, fillValue: length })[0]!;
      return lax.sub(lax.sliceInDim(starts, 1, starts.length), lax.sliceInDim(starts, 0, starts.length - 1));
    },
    count,
  };
}

/** The chosen slices; behind the last of them the first again, or the fill value. */
function filledUp(
  lines: NDArray,
  firsts: NDArray,
  count: NDArray,
  size: number | undefined,
  fillValue: ArrayLike | null | undefined,
): NDArray {
  if (lines.shape[0] === 0 && firsts.length === 0) return lines;
  const filler = fillValue === undefined || fillValue === null ? null : convert(toArray(fillValue), lines.dtype);
  if (lines.shape[0] === 0) return lax.full([firsts.length, ...lines.shape.slice(1)], 0, lines.dtype).add(filler ?? 0);
  const chosen = lines.get(firsts);
  if (size === undefined || filler === null) return chosen;
  const isThere = lax.lt(lax.iota("int32", size), count);
  return where(lax.reshape(isThere, [size, ...new Array<number>(chosen.ndim - 1).fill(1)]), chosen, filler);
}

/** Whether each row differs from the one before; the first does. */
function differs(columns: readonly NDArray[], equalNan: boolean): NDArray {
  const length = columns[0]!.length;
  const changes = columns.map((column) => {
    const [later, earlier] = [
      lax.sliceInDim(column, Math.min(1, length), length),
      lax.sliceInDim(column, 0, Math.max(0, length - 1)),
    ];
    const changed = lax.ne(later, earlier);
    if (!equalNan || !isFloat(column.dtype)) return changed;
    const bothNaN = lax.bitwiseAnd(lax.ne(later, later), lax.ne(earlier, earlier));
    return lax.bitwiseAnd(changed, lax.bitwiseNot(bothNaN));
  });
  const [first, ...others] = changes;
  const changed = others.reduce((some, change) => lax.bitwiseOr(some, change), first!);
  return lax.concatenate([lax.full([Math.min(1, length)], 1, "bool"), changed], 0);
}

/** What {@link unique} gives where it is asked for more than the elements. */
type UniqueParts<Options extends UniqueOptions> = Options extends
  { readonly returnIndex: true } | { readonly returnInverse: true } | { readonly returnCounts: true }
  ? readonly NDArray[]
  : NDArray;

/**
 * The different elements of an array, in ascending order, or its different slices.
 *
 * @param options - see {@link UniqueOptions}. Where `size` exceeds what there is, the first element fills up, or `fillValue`.
 * @returns the elements; where more is asked for, a list of them, of the first positions, of the inverse and of the counts, int32.
 * @throws UsageError for a traced array or one on a GPU without `size`, since its values decide the shape of the result.
 * @example
 * import { array, unique } from "@proj/array";
 * unique(array([3, 1, 3])); // → [1, 3]
 * unique(array([3, 1, 3]), { returnCounts: true }); // → [[1, 3], [1, 2]]
 * unique(array([3, 1, 3]), { size: 3, fillValue: 0 }); // → [1, 3, 0]
 */
export function unique<const Options extends UniqueOptions = Record<string, never>>(
  x: ArrayLike,
  options?: Options,
): UniqueParts<Options>;
export function unique(x: ArrayLike, options?: UniqueOptions): NDArray | readonly NDArray[] {
  const read = readOptions<UniqueOptions>("unique", options, uniqueReaders);
  const { axis = null, returnIndex, returnInverse, returnCounts } = read;
  const source = toArray(x, "unique");
  const array = axis === null ? flat(source) : source;
  const found = findUnique("unique", array, axis === null ? 0 : normalizeAxis(axis, array.ndim, "unique"), read);
  const parts = [
    found.values,
    ...(returnIndex === true ? [found.indices()] : []),
    ...(returnInverse === true ? [axis === null ? lax.reshape(found.inverse(), source.shape) : found.inverse()] : []),
    ...(returnCounts === true ? [found.counts()] : []),
  ];
  return parts.length === 1 ? parts[0]! : parts;
}

/** The different elements of an array as the array API standard wants them: NaN equals nothing. */
function uniqueElements(operation: string, x: ArrayLike, options: SizedOptions | undefined): Unique {
  const read = readOptions<SizedOptions>(operation, options, sizedReaders);
  const array = toArray(x, operation);
  const found = findUnique(operation, flat(array), 0, { ...read, equalNan: false });
  return { ...found, inverse: () => lax.reshape(found.inverse(), array.shape) };
}

/** What {@link uniqueAll} gives. */
export interface UniqueAll {
  readonly values: NDArray;
  /** Where each value comes first, int32. */
  readonly indices: NDArray;
  /** For each element of the array the number of its value, int32. */
  readonly inverseIndices: NDArray;
  /** How often each value comes, int32. */
  readonly counts: NDArray;
}

/**
 * The different elements with all that is known of them, as the array API standard names it. Each NaN is one of its own.
 *
 * @param options - see {@link SizedOptions}.
 * @throws UsageError for a traced array or one on a GPU without `size`.
 * @example
 * import { array, uniqueAll } from "@proj/array";
 * uniqueAll(array([3, 1, 3])).counts; // → [1, 2]
 */
export function uniqueAll(x: ArrayLike, options?: SizedOptions): UniqueAll {
  const { values, indices, inverse, counts } = uniqueElements("uniqueAll", x, options);
  return { values, indices: indices(), inverseIndices: inverse(), counts: counts() };
}

/**
 * The different elements and how often they come. Each NaN is one of its own.
 *
 * @param options - see {@link SizedOptions}.
 * @throws UsageError for a traced array or one on a GPU without `size`.
 * @example
 * import { array, uniqueCounts } from "@proj/array";
 * uniqueCounts(array([3, 1, 3])).values; // → [1, 3]
 */
export function uniqueCounts(x: ArrayLike, options?: SizedOptions): Pick<UniqueAll, "values" | "counts"> {
  const { values, counts } = uniqueElements("uniqueCounts", x, options);
  return { values, counts: counts() };
}

/**
 * The different elements and which of them each element is. Each NaN is one of its own.
 *
 * @param options - see {@link SizedOptions}.
 * @throws UsageError for a traced array or one on a GPU without `size`.
 * @example
 * import { array, uniqueInverse } from "@proj/array";
 * uniqueInverse(array([3, 1, 3])).inverseIndices; // → [1, 0, 1]
 */
export function uniqueInverse(x: ArrayLike, options?: SizedOptions): Pick<UniqueAll, "values" | "inverseIndices"> {
  const { values, inverse } = uniqueElements("uniqueInverse", x, options);
  return { values, inverseIndices: inverse() };
}

/**
 * The different elements. Each NaN is one of its own.
 *
 * @param options - see {@link SizedOptions}.
 * @throws UsageError for a traced array or one on a GPU without `size`.
 * @example
 * import { array, uniqueValues } from "@proj/array";
 * uniqueValues(array([3, 1, 3])); // → [1, 3]
 */
export function uniqueValues(x: ArrayLike, options?: SizedOptions): NDArray {
  return uniqueElements("uniqueValues", x, options).values;
}

/** Two arrays in one row each and of one dtype. */
function pairOf(operation: string, x: ArrayLike, y: ArrayLike): readonly [NDArray, NDArray] {
  const [a, b] = promoteOperands(operation, [x, y]);
  return [flat(a!), flat(b!)];
}

/**
 * The different elements of both arrays together.
 *
 * @param options - see {@link SizedOptions}; the smallest element fills up.
 * @throws UsageError for traced arrays without `size`.
 * @example
 * import { array, union1d } from "@proj/array";
 * union1d(array([1, 3]), array([3, 2])); // → [1, 2, 3]
 */
export function union1d(x: ArrayLike, y: ArrayLike, options?: SizedOptions): NDArray {
  const read = readOptions<SizedOptions>("union1d", options, sizedReaders);
  return findUnique("union1d", concatenate(pairOf("union1d", x, y)), 0, read).values;
}

/** Options of functions of two sets. */
export interface SetOptions extends SizedOptions {
  /** Says that no element comes twice in either array; default false. */
  readonly assumeUnique?: boolean;
}

const setReaders: OptionReaders<SetOptions> = { ...sizedReaders, assumeUnique: booleanOption };

/** Options of {@link isin}. */
export interface IsinOptions {
  /** Says that no element comes twice, which is not needed here; default false. */
  readonly assumeUnique?: boolean;
  /** Whether to tell what is not among the others; default false. */
  readonly invert?: boolean;
  /** How JAX is to search; here `"compare_all"` and `"auto"` (the default) compare each with each, the others sort first. */
  readonly method?: "auto" | "compare_all" | "binary_search" | "sort";
}

const isinReaders: OptionReaders<IsinOptions> = {
  assumeUnique: booleanOption,
  invert: booleanOption,
  method: choiceOption("auto", "compare_all", "binary_search", "sort"),
};

/**
 * Whether each element is among those of another array. NaN is among none.
 *
 * @param options - see {@link IsinOptions}.
 * @returns booleans in the shape of `x`.
 * @example
 * import { array, isin } from "@proj/array";
 * isin(array([1, 2, 3]), array([3, 1])); // → [true, false, true]
 */
export function isin(x: ArrayLike, among: ArrayLike, options?: IsinOptions): NDArray {
  const { invert = false } = readOptions<IsinOptions>("isin", options, isinReaders);
  const [elements, tests] = pairOf("isin", x, among);
  const found = contains(tests, elements);
  return lax.reshape(invert ? lax.bitwiseNot(found) : found, toArray(x, "isin").shape);
}

/**
 * The different elements of the first array that are not in the second.
 *
 * @param options - see {@link SetOptions}; 0 fills up.
 * @throws UsageError for a traced array without `size`.
 * @example
 * import { array, setdiff1d } from "@proj/array";
 * setdiff1d(array([1, 2, 3]), array([2])); // → [1, 3]
 */
export function setdiff1d(x: ArrayLike, y: ArrayLike, options?: SetOptions): NDArray {
  const { assumeUnique = false, size, fillValue } = readOptions<SetOptions>("setdiff1d", options, setReaders);
  const own = flat(toArray(x, "setdiff1d"));
  const [filler, dtype] = [fillValue ?? 0, own.dtype];
  if (own.size === 0) return lax.full([size ?? 0], 0, dtype).add(convert(toArray(filler), dtype));
  const found = assumeUnique ? null : findUnique("setdiff1d", own, 0, size === undefined ? {} : { size: own.size });
  const elements = found?.values ?? own;
  const [a, b] = pairOf("setdiff1d", elements, y);
  const isLeft = lax.bitwiseNot(contains(b, a));
  const counted =
    found === null ? isLeft : lax.bitwiseAnd(isLeft, lax.lt(lax.iota("int32", elements.length), found.count));
  const places = positionsWhere("setdiff1d", counted, size);
  const chosen = elements.get(places);
  return size === undefined ? chosen : upTo(chosen, sum(counted), convert(toArray(filler), dtype));
}

/** Whether each of `wanted` is among the elements of a vector. */
function contains(vector: NDArray, wanted: NDArray): NDArray {
  if (vector.size === 0 || wanted.size === 0) return lax.full([wanted.size], 0, "bool");
  const shape = [wanted.size, vector.size];
  const rows = lax.broadcastInDim(wanted, shape, [0]);
  return lax.reduceOr(lax.eq(rows, lax.broadcastInDim(vector, shape, [1])), [1]);
}

/** A vector of which only so many elements count; the others are the fill value. */
function upTo(x: NDArray, count: NDArray, fillValue: ArrayLike): NDArray {
  return where(lax.lt(lax.iota("int32", x.length), count), x, fillValue);
}

/** A vector whose elements that do not count are its largest, or if that is given the fill value. */
function filledWithExtreme(x: NDArray, count: NDArray, fillValue: ArrayLike | null | undefined): NDArray {
  if (fillValue !== null && fillValue !== undefined) return upTo(x, count, fillValue);
  if (x.size === 0) return x;
  // As in JAX: the smallest element that counts, once what does not count is out of the way.
  return upTo(x, count, min(upTo(x, count, max(x))));
}

/** Both arrays without repetitions, sorted together, and where in their concatenation each element comes from. */
function sortedTogether(
  operation: string,
  x: ArrayLike,
  y: ArrayLike,
  { assumeUnique = false, size }: SetOptions,
): {
  readonly values: NDArray;
  readonly origin: NDArray;
  readonly isThere: NDArray;
  readonly sets: readonly [Unique | null, Unique | null];
  readonly length: number;
} {
  const [a, b] = pairOf(operation, x, y);
  const unify = (set: NDArray): Unique | null =>
    assumeUnique ? null : findUnique(operation, set, 0, size === undefined ? {} : { size: set.size, fillValue: 0 });
  const sets = [unify(a), unify(b)] as const;
  const [left, right] = [sets[0]?.values ?? a, sets[1]?.values ?? b];
  const present = (set: Unique | null, length: number): NDArray =>
    set === null ? lax.full([length], 1, "bool") : lax.lt(lax.iota("int32", length), set.count);
  const isThere = lax.concatenate([present(sets[0], left.length), present(sets[1], right.length)], 0);
  const joined = lax.concatenate([left, right], 0);
  // What only fills up goes to the end.
  const [missing, values, origin] = lax.sort(
    [convert(lax.bitwiseNot(isThere), "int32"), joined, lax.iota("int32", joined.length)],
    0,
    2,
  ) as [NDArray, NDArray, NDArray];
  return { values, origin, isThere: lax.eq(missing, 0), sets, length: left.length };
}

/** Whether each element equals its successor, and both count. */
function repeats(values: NDArray, isThere: NDArray): NDArray {
  const last = Math.max(0, values.length - 1);
  const first = Math.min(1, values.length);
  const [later, earlier] = [lax.sliceInDim(values, first, values.length), lax.sliceInDim(values, 0, last)];
  return lax.bitwiseAnd(lax.eq(later, earlier), lax.sliceInDim(isThere, first, values.length));
}

/**
 * The different elements that are in one array only.
 *
 * @param options - see {@link SetOptions}; the smallest element of the result fills up.
 * @throws UsageError for traced arrays without `size`.
 * @example
 * import { array, setxor1d } from "@proj/array";
 * setxor1d(array([1, 2, 3]), array([3, 4])); // → [1, 2, 4]
 */
export function setxor1d(x: ArrayLike, y: ArrayLike, options?: SetOptions): NDArray {
  const read = readOptions<SetOptions>("setxor1d", options, setReaders);
  const { values, isThere } = sortedTogether("setxor1d", x, y, read);
  const equal = repeats(values, isThere);
  const edge = lax.full([Math.min(1, values.length)], 0, "bool");
  const hasTwin = lax.bitwiseOr(lax.concatenate([edge, equal], 0), lax.concatenate([equal, edge], 0));
  const isAlone = lax.bitwiseAnd(isThere, lax.bitwiseNot(hasTwin));
  const places = positionsWhere("setxor1d", isAlone, read.size, values.length);
  if (read.size === undefined) return values.get(places);
  return filledWithExtreme(sized(values, places), sum(isAlone), read.fillValue);
}

/** Elements at positions, 0 beyond the end. */
const sized = (values: NDArray, places: NDArray): NDArray =>
  values.size === 0
    ? lax.full([places.length], 0, values.dtype)
    : values.at(places).get({ mode: "fill", fillValue: 0 });

/** Options of {@link intersect1d}. */
export interface IntersectOptions extends SetOptions {
  /** Whether to give where the elements come first in either array; default false. */
  readonly returnIndices?: boolean;
}

const intersectReaders: OptionReaders<IntersectOptions> = { ...setReaders, returnIndices: booleanOption };

/**
 * The different elements that are in both arrays.
 *
 * @param options - see {@link IntersectOptions}; the smallest element of the result fills up.
 * @returns the elements; with `returnIndices` also where they come first in `x`, and in `y`; what is missing is as long as the array.
 * @throws UsageError for traced arrays without `size`.
 * @example
 * import { array, intersect1d } from "@proj/array";
 * intersect1d(array([1, 3, 2]), array([3, 2, 5])); // → [2, 3]
 */
export function intersect1d(
  x: ArrayLike,
  y: ArrayLike,
  options: IntersectOptions & { readonly returnIndices: true },
): readonly [values: NDArray, first: NDArray, second: NDArray];
export function intersect1d(x: ArrayLike, y: ArrayLike, options?: IntersectOptions): NDArray;
export function intersect1d(
  x: ArrayLike,
  y: ArrayLike,
  options?: IntersectOptions,
): NDArray | readonly [values: NDArray, first: NDArray, second: NDArray] {
  const { returnIndices = false, ...read } = readOptions<IntersectOptions>("intersect1d", options, intersectReaders);
  const { values, origin, isThere, sets, length } = sortedTogether("intersect1d", x, y, read);
  const isCommon = repeats(values, isThere);
  const places = positionsWhere("intersect1d", isCommon, read.size, values.length);
  const count = sum(isCommon);
  const found =
    read.size === undefined ? values.get(places) : filledWithExtreme(sized(values, places), count, read.fillValue);
  if (!returnIndices) return found;
  const [a, b] = pairOf("intersect1d", x, y);
  /** Positions in the array as it came in; its length where there is none. */
  const original = (positions: NDArray, set: Unique | null, size: number): NDArray => {
    const first = set === null ? positions : sizedPositions(set.indices(), positions, size);
    return read.size === undefined ? first : upTo(first, count, size);
  };
  const left = sizedPositions(origin, places, a.length);
  const right = lax.sub(sizedPositions(origin, lax.add(places, 1), b.length + length), length);
  return [found, original(left, sets[0], a.length), original(right, sets[1], b.length)];
}

/** Positions at positions; those beyond the end are `missing`. */
const sizedPositions = (values: NDArray, places: NDArray, missing: number): NDArray =>
  values.size === 0
    ? lax.full([places.length], missing, "int32")
    : values.at(places).get({ mode: "fill", fillValue: missing });
