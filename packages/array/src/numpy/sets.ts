import { booleanOption, choiceOption, readOptions, type OptionReaders } from "@proj/tree/core";
import { convert, promoteOperands, toArray, type ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { concatenate } from "./joining.ts";
import { max, min, sum } from "./reduction.ts";
import { where } from "./selection.ts";
import { findUnique, flat, positionsWhere, sizedReaders, type SizedOptions, type Unique } from "./unique-elements.ts";

/* Sets: arrays whose elements are looked at without their places. */

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
