import {
  booleanOption,
  choiceOption,
  describeValue,
  readPositionalOptions,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import { take } from "../indexing/take.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { convert, toArray, filled, promoteOperands, type ArrayLike } from "../core/operands.ts";
import {
  arrayOption,
  axisOrNullOption,
  integerDTypeOption,
  axisReader,
  readAxisOptions,
  type AxisOption,
  type AxisOr,
} from "../core/options.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import type { IntegerDType } from "../core/types/dtype.ts";
import { normalizeAxis, shapesEqual } from "../core/types/shape.ts";
import { add, bitwiseAnd, bitwiseOr, le, lt, shiftRightLogical } from "../lax/binary.ts";
import { select } from "../lax/elementwise.ts";
import { reshape, rev } from "../lax/movement.ts";
import * as lax from "../lax/index.ts";
import { sortWithPositions } from "../lax/ordering.ts";
import { bitwiseNot } from "../lax/unary.ts";
import { isnan } from "./special-values.ts";

/** Options of {@link sort} and {@link argsort}. */
export interface SortOptions {
  /** Default the last; `null` makes the array one axis first. */
  readonly axis?: number | null;
  /** The largest first, NaN before it; default false. */
  readonly descending?: boolean;
  /** Whether equal elements keep their order; they always do. */
  readonly stable?: boolean;
}

/** Options of {@link argsort}. */
export interface ArgsortOptions extends SortOptions {
  /** The dtype of positions, of integers; default int32. */
  readonly dtype?: IntegerDType;
}

const sortReaders: OptionReaders<SortOptions> = {
  axis: axisOrNullOption,
  descending: booleanOption,
  stable: booleanOption,
};

const argsortReaders: OptionReaders<ArgsortOptions> = {
  ...sortReaders,
  dtype: integerDTypeOption,
};

/** What to sort, along which axis, and whether from the largest. */
function readSort(
  operation: string,
  x: ArrayLike,
  { axis = -1, descending = false }: SortOptions,
): [array: NDArray, axis: number, descending: boolean] {
  const array = toArray(x, operation);
  return axis === null
    ? [reshape(array, [array.size]), 0, descending]
    : [array, normalizeAxis(axis, array.ndim, operation), descending];
}

/**
 * The elements in ascending order along an axis; NaN last.
 *
 * @param options - the axis alone, or {@link SortOptions}; default the last axis.
 * @example
 * import { array, sort } from "@proj/array";
 * sort(array([3, 1, 2])); // → [1, 2, 3]
 * sort(array([[3, 1], [2, 4]]), { axis: 0, descending: true }); // → [[3, 4], [2, 1]]
 */
export function sort(x: ArrayLike, options?: AxisOr<SortOptions>): NDArray {
  const read = readAxisOptions<SortOptions>("sort", options, sortReaders);
  const [array, axis, descending] = readSort("sort", x, read);
  const [ascending] = lax.sort([array], axis);
  return descending ? rev(ascending!, [axis]) : ascending!;
}

/**
 * The positions, as int32, from which {@link sort} takes its elements; equal elements keep their order.
 *
 * @param options - the axis alone, or {@link ArgsortOptions}; default the last axis.
 * @example
 * import { argsort, array } from "@proj/array";
 * argsort(array([3, 1, 2])); // → [1, 2, 0]
 */
export function argsort(x: ArrayLike, options?: AxisOr<ArgsortOptions>): NDArray {
  const { dtype = "int32", ...read } = readAxisOptions<ArgsortOptions>("argsort", options, argsortReaders);
  return convert(sortWithPositions(...readSort("argsort", x, read))[1], dtype);
}

/** The array with the axis in question last, and the place of the element that is to be in order. */
function readPartition(
  operation: string,
  x: ArrayLike,
  kth: number,
  options: AxisOr<AxisOption> | undefined,
): readonly [array: NDArray, kth: number, axis: number] {
  const { axis = -1 } = readAxisOptions<AxisOption>(operation, options, axisReader);
  const array = toArray(x, operation);
  const along = normalizeAxis(axis, array.ndim, operation);
  return [array, normalizeAxis(kth, array.shape[along]!, operation), along];
}

/** The k + 1 smallest elements in ascending order, then the others in descending order, as JAX leaves them. */
function partitioned(x: NDArray, kth: number, axis: number): NDArray {
  const length = x.shape[axis]!;
  const upper = lax.sliceInDim(x, kth + 1, length, 1, axis);
  return lax.concatenate([lax.sliceInDim(x, 0, kth + 1, 1, axis), rev(upper, [axis])], axis);
}

/**
 * The elements in such an order that the k-th is where it would be if they were sorted, smaller ones before it, larger ones
 * behind.
 *
 * @param kth - which element; negative ones count from the end.
 * @param options - the axis alone, or {@link AxisOption}; default the last axis.
 * @throws UsageError when there is no such element.
 * @example
 * import { array, partition } from "@proj/array";
 * partition(array([4, 1, 3, 2]), 1); // → [1, 2, 4, 3]
 */
export function partition(x: ArrayLike, kth: number, options?: AxisOr<AxisOption>): NDArray {
  const [array, place, axis] = readPartition("partition", x, kth, options);
  return partitioned(lax.sort([array], axis)[0]!, place, axis);
}

/**
 * The positions, as int32, of elements in such an order that the k-th is where it would be if they were sorted.
 *
 * @param kth - which element; negative ones count from the end.
 * @param options - the axis alone, or {@link AxisOption}; default the last axis.
 * @throws UsageError when there is no such element.
 * @example
 * import { argpartition, array } from "@proj/array";
 * argpartition(array([4, 1, 3, 2]), 1); // → [1, 3, 0, 2]
 */
export function argpartition(x: ArrayLike, kth: number, options?: AxisOr<AxisOption>): NDArray {
  const [array, place, axis] = readPartition("argpartition", x, kth, options);
  const positions = sortWithPositions(array, axis, false)[1];
  const length = array.shape[axis]!;
  // As in JAX, the positions of the others ascend.
  const [others] = lax.sort([lax.sliceInDim(positions, place + 1, length, 1, axis)], axis);
  return lax.concatenate([lax.sliceInDim(positions, 0, place + 1, 1, axis), others!], axis);
}

/**
 * The positions, as int32, that sort by several keys: by the last of them, where it is equal by the one before, and so on.
 *
 * @param keys - arrays of one shape, in a list or as the rows of an array.
 * @param options - the axis alone, or {@link AxisOption}; default the last axis.
 * @throws UsageError without keys, and when their shapes differ.
 * @example
 * import { array, lexsort } from "@proj/array";
 * lexsort([array([1, 3, 2]), array([0, 1, 0])]); // → [0, 2, 1]
 */
export function lexsort(keys: readonly ArrayLike[] | NDArray, options?: AxisOr<AxisOption>): NDArray {
  const { axis = -1 } = readAxisOptions<AxisOption>("lexsort", options, axisReader);
  const list: readonly ArrayLike[] = isNDArray(keys) ? [...keys] : keys;
  const arrays = Array.isArray(list) ? list.map((key: ArrayLike) => toArray(key, "lexsort")) : [];
  const [first] = arrays;
  if (first === undefined || arrays.some(({ shape }) => !shapesEqual(shape, first.shape))) {
    throw new UsageError({
      operation: "lexsort",
      received: arrays.length === 0 ? describeValue(keys) : `keys ${arrays.map((key) => key.describe()).join(", ")}`,
      expected: "at least one key, and keys of one shape",
      remedy: "put the keys into a list, and broadcast them to one shape",
    });
  }
  if (first.ndim === 0) return filled([], 0, "int32");
  const along = normalizeAxis(axis, first.ndim, "lexsort");
  const positions = lax.broadcastedIota("int32", first.shape, along);
  return lax.sort([...arrays.toReversed(), positions], along, arrays.length).at(-1)!;
}

/** Before (`"left"`) or after (`"right"`) equal elements. */
export type SearchSide = "left" | "right";

/** Options of {@link searchsorted}. */
export interface SearchsortedOptions {
  /** Default `"left"`. */
  readonly side?: SearchSide;
  /** Positions that sort the vector, where it is not sorted itself. */
  readonly sorter?: ArrayLike;
  /** How JAX is to search; here it is a bisection in any case. */
  readonly method?: "scan" | "scan_unrolled" | "sort" | "compare_all";
}

const searchReaders: OptionReaders<SearchsortedOptions> = {
  side: choiceOption("left", "right"),
  sorter: arrayOption,
  method: choiceOption("scan", "scan_unrolled", "sort", "compare_all"),
};

/**
 * Where elements would have to be inserted into a sorted vector to keep it sorted, as int32.
 *
 * @param sorted - a vector in ascending order, NaN last.
 * @param values - of any shape.
 * @param side - before equal elements (`"left"`, the default) or behind them; or {@link SearchsortedOptions}.
 * @param sorter - positions that sort the vector; or options.
 * @throws UsageError when `sorted` is not a vector.
 * @example
 * import { array, searchsorted } from "@proj/array";
 * searchsorted(array([1, 2, 2, 3]), array([2, 9])); // → [1, 4]
 */
export function searchsorted(
  sorted: ArrayLike,
  values: ArrayLike,
  side?: SearchSide | SearchsortedOptions,
  sorter?: ArrayLike | SearchsortedOptions,
): NDArray {
  const read = readPositionalOptions<SearchsortedOptions>("searchsorted", [side, sorter], ["side", "sorter"], searchReaders); // prettier-ignore
  const [given, wanted] = promoteOperands("searchsorted", [sorted, values]) as [NDArray, NDArray];
  const vector = read.sorter === undefined ? given : take(given, read.sorter, 0);
  if (vector.ndim !== 1)
    throw new UsageError({
      operation: "searchsorted",
      received: vector.describe(),
      expected: "a sorted vector",
      remedy: "search each line of an array on its own, with vmap",
    });
  const isBefore = beforeOn[read.side ?? "left"](wanted);
  // Bisection: the answer lies in [low, high], which every step halves, so the number of steps is known.
  let low = filled(wanted.shape, 0, "int32");
  let high = filled(wanted.shape, vector.length, "int32");
  for (let candidates = vector.length; candidates > 0; candidates = Math.floor(candidates / 2)) {
    const middle = shiftRightLogical(add(low, high), 1);
    const open = lt(low, high);
    const before = isBefore(take(vector, middle, { mode: "clip" }));
    low = select(bitwiseAnd(open, before), add(middle, 1), low);
    high = select(bitwiseAnd(open, bitwiseNot(before)), middle, high);
  }
  return low;
}

/** Whether an element comes before the place for a wanted value. NaN comes after all numbers. */
const beforeOn = {
  left: (wanted: NDArray) => (element: NDArray) =>
    bitwiseOr(lt(element, wanted), bitwiseAnd(isnan(wanted), bitwiseNot(isnan(element)))),
  right: (wanted: NDArray) => (element: NDArray) => bitwiseOr(le(element, wanted), isnan(wanted)),
} satisfies Record<SearchSide, (wanted: NDArray) => (element: NDArray) => NDArray>;
