import { booleanOption, readOptions, type OptionReaders } from "@proj/tree/core";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { axisOrNullOption } from "../core/options.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { findUnique, flat, sizedReaders, type Finding, type SizedOptions, type Unique } from "./unique-elements.ts";

/** Options of {@link unique}. */
export interface UniqueOptions extends Finding {
  /** Whether to give the positions where each element comes first; default false. */
  readonly returnIndex?: boolean;
  /** Whether to give, for each element of the array, the number of the unique one that it equals; default false. */
  readonly returnInverse?: boolean;
  /** Whether to give how often each element comes; default false. */
  readonly returnCounts?: boolean;
  /** Compare the slices along this axis; by default the array is made one axis first. */
  readonly axis?: number | null;
  /** Whether to sort, which is done in any case. */
  readonly sorted?: boolean;
}

const uniqueReaders: OptionReaders<UniqueOptions> = {
  ...sizedReaders,
  returnIndex: booleanOption,
  returnInverse: booleanOption,
  returnCounts: booleanOption,
  axis: axisOrNullOption,
  equalNan: booleanOption,
  sorted: booleanOption,
};

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
