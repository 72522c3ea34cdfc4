import {
  booleanOption,
  describeValue,
  functionOption,
  readArgument,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import { broadcastTo, checkArrayLike, convert, promoteOperands, toArray, type ArrayLike } from "../core/operands.ts";
import {
  countingDTypeOption,
  countingDTypeReader,
  readDTypeOptions,
  type DTypeOption,
  type DTypeOr,
} from "../core/options.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import type { DType } from "../core/types/dtype.ts";
import type { Shape } from "../core/types/shape.ts";
import type { IndexElement } from "../indexing/index-element.ts";
import { isSlice, parseSlice, type Slice, type SliceText } from "../indexing/slice.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { lengthsOf } from "./full.ts";
import { concatenate, stack } from "./joining.ts";
import { arange, linspace } from "./ranges.ts";
import { atleast1d } from "./reshaping.ts";

/**
 * A range of numbers, as NumPy writes it between brackets: `"0:5"`, `"0:1:0.25"`, and with a number of points that ends in `j`,
 * both ends included: `"0:1:5j"`. What `slice` makes will do as well.
 */
export type GridRange = SliceText | Slice | `${number | ""}:${number}:${number}j`;

/** A range of numbers where it starts, where it ends, and how it goes on. */
interface Points {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  /** How many points, with both ends; null if the step says it. */
  readonly count: number | null;
}

function wrongRange(operation: string, received: unknown): UsageError {
  return new UsageError({
    operation,
    received: isNDArray(received) ? received.describe() : describeValue(received),
    expected: 'ranges such as "0:5", "0:1:0.25" or "0:1:5j", with an end',
    remedy: 'write start:stop:step, or start:stop:points with the letter j: "0:1:5j"',
  });
}

function readRange(operation: string, range: unknown): Points {
  if (isSlice(range)) {
    if (range.stop === null) throw wrongRange(operation, range);
    return { start: range.start ?? 0, stop: range.stop, step: range.step, count: null };
  }
  const parts = typeof range === "string" ? range.split(":").map((part) => part.trim()) : [];
  const [start = "", stop = "", step = ""] = parts;
  const byCount = /^\d+j$/.test(step);
  const points = {
    start: start === "" ? 0 : Number(start),
    stop: stop === "" ? NaN : Number(stop),
    step: byCount || step === "" ? 1 : Number(step),
    count: byCount ? Number(step.slice(0, -1)) : null,
  };
  const isRange = parts.length === 2 || parts.length === 3;
  if (!isRange || ![points.start, points.stop, points.step].every(Number.isFinite) || points.step === 0)
    throw wrongRange(operation, range);
  return points;
}

/** The numbers of a range, by default integers if its bounds and its step are, else float32. */
function numbersOf({ start, stop, step, count }: Points, dtype?: DType): NDArray {
  return count === null
    ? arange(start, stop, step, dtype)
    : linspace(start, stop, count, dtype === undefined ? {} : { dtype });
}

/** The axes of a grid, one vector for each range, in their common dtype. */
function gridAxes(operation: string, ranges: readonly GridRange[]): readonly NDArray[] {
  const axes = ranges.map((range) => numbersOf(readRange(operation, range)));
  const dtype: DType = axes.some((axis) => axis.dtype !== "int32") ? "float32" : "int32";
  return axes.map((axis) => convert(axis, dtype));
}

/** A vector along one axis of an array with several. */
function along(vector: NDArray, axis: number, rank: number): NDArray {
  return lax.reshape(vector, new Array<number>(rank).fill(1).with(axis, vector.length));
}

/**
 * The coordinates of all points of a grid: NumPy's `mgrid[0:2, 0:3]` is `mgrid("0:2", "0:3")`.
 *
 * @param ranges - one for each axis of the grid; see {@link GridRange}.
 * @returns the coordinates on the first axis, int32 if all ranges are of integers, else float32; of one range the numbers
 *   themselves.
 * @throws UsageError for ranges without an end, and for what is no range.
 * @example
 * import { mgrid } from "@proj/array";
 * mgrid("0:2", "0:2"); // → [[[0, 0], [1, 1]], [[0, 1], [0, 1]]]
 * mgrid("0:1:3j"); // → [0, 0.5, 1]
 */
export function mgrid(...ranges: readonly GridRange[]): NDArray {
  const axes = gridAxes("mgrid", ranges);
  if (axes.length === 1) return axes[0]!;
  const shape = axes.map(({ length }) => length);
  if (axes.length === 0) return lax.full([0], 0, "int32");
  return stack(axes.map((axis, place) => broadcastTo(along(axis, place, axes.length), shape)));
}

/**
 * The coordinates of a grid along its axes, which broadcast to those of all points: NumPy's `ogrid[0:2, 0:3]` is
 * `ogrid("0:2", "0:3")`.
 *
 * @param ranges - one for each axis of the grid; see {@link GridRange}.
 * @returns for each range an array that is longer than 1 along its own axis only.
 * @throws UsageError for ranges without an end, and for what is no range.
 * @example
 * import { ogrid } from "@proj/array";
 * ogrid("0:2", "0:3"); // → [[[0], [1]], [[0, 1, 2]]]
 */
export function ogrid(...ranges: readonly GridRange[]): readonly NDArray[] {
  const axes = gridAxes("ogrid", ranges);
  return axes.map((axis, place) => along(axis, place, axes.length));
}

/**
 * Vectors of positions, each along an axis of its own, so that together they index the block where they cross.
 *
 * @param vectors - vectors of integers.
 * @returns as many arrays, which broadcast to the block; of an empty vector an int32 one.
 * @throws UsageError for anything but vectors of integers; masks are positions by `nonzero`.
 * @example
 * import { arange, array, ix_ } from "@proj/array";
 * const x = arange(9).reshape([3, 3]);
 * x.get(...ix_(array([0, 2], "int32"), array([1], "int32"))); // → [[1], [7]]
 */
export function ix_(...vectors: readonly ArrayLike[]): readonly NDArray[] {
  const arrays = vectors.map((vector) => toArray(vector, "ix_"));
  const wrong = arrays.find((array) => array.ndim !== 1 || array.dtype === "bool");
  if (wrong !== undefined) {
    throw new UsageError({
      operation: "ix_",
      received: wrong.describe(),
      expected: "vectors of positions",
      remedy: "flatten positions with ravel; the positions of a mask are nonzero(mask)[0]",
    });
  }
  // Of no positions the dtype says nothing: NumPy too makes them integers.
  return arrays.map((array, place) =>
    along(array.length === 0 ? lax.full([0], 0, "int32") : array, place, arrays.length),
  );
}

/** Options of {@link indices}. */
export interface IndicesOptions extends DTypeOption {
  /** Whether to give arrays that broadcast to the grid, instead of one that holds it all; default false. */
  readonly sparse?: boolean;
}

const indicesReaders: OptionReaders<IndicesOptions> = { dtype: countingDTypeOption, sparse: booleanOption };

/**
 * The position of every element of an array of a shape.
 *
 * @param shape - lengths of the axes.
 * @param options - the dtype alone (default int32), or {@link IndicesOptions}.
 * @returns the positions on a new first axis, which counts the axes; with `sparse` a list of arrays that broadcast to the shape.
 * @throws UsageError for lengths that are no non-negative integers, and for booleans, in which nothing is counted.
 * @example
 * import { indices } from "@proj/array";
 * indices([2, 2]); // → [[[0, 0], [1, 1]], [[0, 1], [0, 1]]]
 */
export function indices(shape: number | Shape, options: IndicesOptions & { readonly sparse: true }): readonly NDArray[];
export function indices(shape: number | Shape, options?: DTypeOr<IndicesOptions>): NDArray;
export function indices(shape: number | Shape, options?: DTypeOr<IndicesOptions>): NDArray | readonly NDArray[] {
  const lengths = lengthsOf("indices", shape);
  const { dtype = "int32", sparse = false } = readDTypeOptions<IndicesOptions>("indices", options, indicesReaders);
  if (sparse) return lengths.map((length, axis) => along(lax.iota(dtype, length), axis, lengths.length));
  if (lengths.length === 0) return lax.full([0], 0, dtype);
  return stack(lengths.map((_, axis) => lax.broadcastedIota(dtype, lengths, axis)));
}

/**
 * The array whose elements are a function of their positions.
 *
 * @param f - from one array of positions for each axis to the array, or to a scalar that fills it.
 * @param shape - lengths of the axes.
 * @param options - the dtype of the positions; default float32.
 * @throws UsageError for lengths that are no non-negative integers, and for booleans, in which nothing is counted.
 * @example
 * import { fromfunction } from "@proj/array";
 * fromfunction((i, j) => i.mul(10).add(j), [2, 3]); // → [[0, 1, 2], [10, 11, 12]]
 */
export function fromfunction(
  f: (...positions: NDArray[]) => ArrayLike,
  shape: number | Shape,
  options?: DTypeOr<DTypeOption>,
): NDArray {
  readArgument("fromfunction", "f", f, functionOption());
  const lengths = lengthsOf("fromfunction", shape);
  const { dtype = "float32" } = readDTypeOptions("fromfunction", options, countingDTypeReader);
  const positions = lengths.map((_, axis) => lax.broadcastedIota(dtype, lengths, axis));
  const result = toArray(f(...positions), "fromfunction");
  // A function of each position alone gives the shape; a constant fills it.
  return result.ndim < lengths.length ? broadcastTo(result, lengths, "fromfunction") : result;
}

/** What {@link r_} and {@link c_} join: ranges, arrays and numbers. */
export type JoinedPart = GridRange | ArrayLike;

/** The parts in one dtype, with at least one axis. */
function partsOf(operation: string, parts: readonly JoinedPart[]): readonly NDArray[] {
  const joined = (dtype?: DType): readonly NDArray[] =>
    promoteOperands(
      operation,
      parts.map((part): ArrayLike => {
        if (typeof part === "string" || isSlice(part)) return numbersOf(readRange(operation, part), dtype);
        checkArrayLike(operation, part);
        return part;
      }),
    );
  const arrays = joined();
  // Beside doubles, a third is a third in double precision.
  const isWide = arrays.some(({ dtype }) => dtype === "float64" || dtype === "complex128");
  return (isWide ? joined("float64") : arrays).map(atleast1d);
}

/**
 * Ranges, numbers and arrays one behind the other along the first axis: NumPy's `r_[0:3, 7]` is `r_("0:3", 7)`.
 *
 * @param parts - see {@link JoinedPart}; a text is a range.
 * @returns the parts in their common dtype; ranges are int32 if their bounds and steps are whole, else float32, beside float64 and complex128
 *   float64.
 * @throws UsageError for what is neither a range nor an array, and when shapes do not fit.
 * @example
 * import { array, r_ } from "@proj/array";
 * r_("0:3", 7, array([1, 2])); // → [0, 1, 2, 7, 1, 2]
 */
export function r_(...parts: readonly JoinedPart[]): NDArray {
  return concatenate(partsOf("r_", parts));
}

/**
 * Ranges, numbers and arrays as columns: NumPy's `c_[0:3, x]` is `c_("0:3", x)`.
 *
 * @param parts - see {@link JoinedPart}; a text is a range. Vectors become columns; arrays with more axes are joined along the last.
 * @returns the parts in their common dtype; ranges are int32 if their bounds and steps are whole, else float32, beside float64 and complex128
 *   float64.
 * @throws UsageError for what is neither a range nor an array, and when shapes do not fit.
 * @example
 * import { array, c_ } from "@proj/array";
 * c_("0:2", array([5, 6])); // → [[0, 5], [1, 6]]
 */
export function c_(...parts: readonly JoinedPart[]): NDArray {
  const columns = partsOf("c_", parts).map((part) => (part.ndim === 1 ? lax.expandDims(part, [1]) : part));
  return concatenate(columns, -1);
}

/**
 * An index as a value, to be used more than once: `x.get(...indexExp("1:3", 0))`.
 *
 * @param index - elements of an index, as `get` and `at` of arrays take them.
 * @returns the elements, with slices read.
 * @throws UsageError for a text that is no slice.
 * @example
 * import { arange, indexExp } from "@proj/array";
 * const middle = indexExp("1:-1");
 * arange(5).get(...middle); // → [1, 2, 3]
 */
export function indexExp(...index: readonly IndexElement[]): readonly IndexElement[] {
  return index.map((element) => readElement("indexExp", element));
}

/**
 * One element of an index as a value, as NumPy's `s_[1:3]`; for several elements {@link indexExp} gives a list.
 *
 * @param element - an element of an index, as `get` and `at` of arrays take it.
 * @returns the element, a slice if it was the text of one.
 * @throws UsageError for a text that is no slice.
 * @example
 * import { arange, s_ } from "@proj/array";
 * arange(5).get(s_("1:3")); // → [1, 2]
 */
export function s_(element: IndexElement): IndexElement {
  return readElement("s_", element);
}

function readElement(operation: string, element: IndexElement): IndexElement {
  const given: unknown = element;
  if (given === "..." || given === null || isNDArray(given) || isSlice(given) || Array.isArray(given)) return element;
  if (typeof given === "number" && Number.isInteger(given)) return element;
  const slice = typeof given === "string" ? parseSlice(given) : null;
  if (slice !== null) return slice;
  throw new UsageError({
    operation,
    received: describeValue(given),
    expected: 'integers, slices such as "1:3", null, "...", or arrays of integers or booleans',
    remedy: 'write ":" for a whole axis',
  });
}
