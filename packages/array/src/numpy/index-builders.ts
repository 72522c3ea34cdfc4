import {
  choiceOption,
  describeValue,
  functionOption,
  integerOption,
  readArgument,
  readOptions,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import { convert, numberScalar, toArray, type ArrayLike } from "../core/operands.ts";
import { dtypeOption, type DTypeOption } from "../core/options.ts";
import { wrapHostData } from "../core/trace.ts";
import { abstractArray } from "../core/types/abstract-array.ts";
import { dtypes, isInteger, isUnsigned } from "../core/types/dtype.ts";
import { joinTypes, type PromotableType } from "../core/types/promotion.ts";
import { sizeOf, stridesOf, type Shape } from "../core/types/shape.ts";
import { knownValues } from "../indexing/positions.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { divmod, remainder } from "./arithmetic.ts";
import { lengthsOf, ones } from "./full.ts";
import { positionsOf } from "./nonzero.ts";
import type { Order } from "./reshaping.ts";
import { clip, where } from "./selection.ts";

const integer = integerOption();
const count = integerOption(0);

/** Positions on two axes. */
export type IndexPair = readonly [rows: NDArray, columns: NDArray];

const positions = (values: readonly number[]): NDArray =>
  wrapHostData(Int32Array.from(values), abstractArray([values.length], "int32"));

/**
 * The positions of the main diagonal of an array with axes of one length.
 *
 * @param n - how long the axes are.
 * @param ndim - how many axes there are; default 2.
 * @returns for each axis the positions, int32.
 * @throws UsageError for a negative number.
 * @example
 * import { diagIndices, zeros } from "@proj/array";
 * zeros([2, 2]).at(...diagIndices(2)).set(1); // → [[1, 0], [0, 1]]
 */
export function diagIndices(n: number, ndim = 2): readonly NDArray[] {
  const line = lax.iota("int32", readArgument("diagIndices", "n", n, count));
  return new Array<NDArray>(readArgument("diagIndices", "ndim", ndim, count)).fill(line);
}

/**
 * The positions of the main diagonal of an array.
 *
 * @param x - an array with at least two axes, all of one length.
 * @returns for each axis the positions, int32.
 * @throws UsageError when the array has fewer than two axes, or axes of different lengths.
 * @example
 * import { array, diagIndicesFrom } from "@proj/array";
 * const x = array([[1, 2], [3, 4]]);
 * x.get(...diagIndicesFrom(x)); // → [1, 4]
 */
export function diagIndicesFrom(x: ArrayLike): readonly NDArray[] {
  const array = toArray(x, "diagIndicesFrom");
  const [length] = array.shape;
  if (array.ndim >= 2 && length !== undefined && array.shape.every((other) => other === length))
    return diagIndices(length, array.ndim);
  throw new UsageError({
    operation: "diagIndicesFrom",
    received: array.describe(),
    expected: "at least two axes, all of one length",
    remedy: "for axes of different lengths take diagonal, or fillDiagonal",
  });
}

/** The positions on one side of a diagonal, row by row. */
function triangle(
  operation: string,
  rows: number,
  k: number,
  columns: number | undefined,
  isInside: (above: number) => boolean,
): IndexPair {
  const n = readArgument(operation, "n", rows, count);
  const m = columns === undefined ? n : readArgument(operation, "m", columns, count);
  const diagonal = readArgument(operation, "k", k, integer);
  const places: (readonly [row: number, column: number])[] = [];
  for (let row = 0; row < n; row++)
    for (let column = 0; column < m; column++) if (isInside(column - row - diagonal)) places.push([row, column]);
  return [positions(places.map(([row]) => row)), positions(places.map(([, column]) => column))];
}

const isBelow = (above: number): boolean => above <= 0;
const isAbove = (above: number): boolean => above >= 0;

/** Rows and columns of a matrix. */
function matrixShape(operation: string, x: ArrayLike): readonly [rows: number, columns: number] {
  const array = toArray(x, operation);
  const [rows, columns] = array.shape;
  if (array.ndim === 2) return [rows!, columns!];
  throw new UsageError({
    operation,
    received: array.describe(),
    expected: "a matrix",
    remedy: "give it two axes with reshape",
  });
}

/**
 * The positions at and below a diagonal of a matrix, row by row.
 *
 * @param n - how many rows.
 * @param k - how far above the main diagonal; negative is below; default 0.
 * @param m - how many columns; default as many as rows.
 * @returns rows and columns, int32.
 * @example
 * import { trilIndices } from "@proj/array";
 * trilIndices(2); // → [[0, 1, 1], [0, 0, 1]]
 */
export function trilIndices(n: number, k = 0, m?: number): IndexPair {
  return triangle("trilIndices", n, k, m, isBelow);
}

/**
 * The positions at and above a diagonal of a matrix, row by row.
 *
 * @param n - how many rows.
 * @param k - how far above the main diagonal; negative is below; default 0.
 * @param m - how many columns; default as many as rows.
 * @returns rows and columns, int32.
 * @example
 * import { triuIndices } from "@proj/array";
 * triuIndices(2); // → [[0, 0, 1], [0, 1, 1]]
 */
export function triuIndices(n: number, k = 0, m?: number): IndexPair {
  return triangle("triuIndices", n, k, m, isAbove);
}

/**
 * The positions at and below a diagonal of a given matrix.
 *
 * @param k - how far above the main diagonal; negative is below; default 0.
 * @throws UsageError for anything but a matrix.
 * @example
 * import { array, trilIndicesFrom } from "@proj/array";
 * const x = array([[1, 2], [3, 4]]);
 * x.get(...trilIndicesFrom(x)); // → [1, 3, 4]
 */
export function trilIndicesFrom(x: ArrayLike, k = 0): IndexPair {
  const [rows, columns] = matrixShape("trilIndicesFrom", x);
  return triangle("trilIndicesFrom", rows, k, columns, isBelow);
}

/**
 * The positions at and above a diagonal of a given matrix.
 *
 * @param k - how far above the main diagonal; negative is below; default 0.
 * @throws UsageError for anything but a matrix.
 * @example
 * import { array, triuIndicesFrom } from "@proj/array";
 * const x = array([[1, 2], [3, 4]]);
 * x.get(...triuIndicesFrom(x)); // → [1, 2, 4]
 */
export function triuIndicesFrom(x: ArrayLike, k = 0): IndexPair {
  const [rows, columns] = matrixShape("triuIndicesFrom", x);
  return triangle("triuIndicesFrom", rows, k, columns, isAbove);
}

/** Options of {@link maskIndices}. */
export interface MaskIndicesOptions {
  /** How many positions to give, whatever the mask: what tracing needs. Default as many as there are. */
  readonly size?: number;
}

const maskReaders: OptionReaders<MaskIndicesOptions> = { size: count };

/**
 * The positions that a function such as `triu` leaves of a square matrix of ones.
 *
 * @param n - how many rows and columns.
 * @param maskFunc - from the matrix and `k` to one whose elements are not 0 at the positions wanted.
 * @param k - handed to the function; default 0.
 * @param options - see {@link MaskIndicesOptions}.
 * @returns rows and columns, int32.
 * @throws UsageError under tracing without `size`.
 * @example
 * import { maskIndices, triu } from "@proj/array";
 * maskIndices(2, triu); // → [[0, 0, 1], [0, 1, 1]]
 */
export function maskIndices(
  n: number,
  maskFunc: (x: NDArray, k: number) => NDArray,
  k = 0,
  options?: MaskIndicesOptions,
): IndexPair {
  const length = readArgument("maskIndices", "n", n, count);
  readArgument("maskIndices", "maskFunc", maskFunc, functionOption());
  const offset = readArgument("maskIndices", "k", k, integer);
  const read = readOptions<MaskIndicesOptions>("maskIndices", options, maskReaders);
  const [rows, columns] = positionsOf("maskIndices", maskFunc(ones([length, length]), offset), read);
  return [rows!, columns!];
}

/**
 * The position on each axis of elements that are counted row by row.
 *
 * @param indices - integers; negative ones count from the end, and what lies outside is moved to the nearest element.
 * @param shape - lengths of the axes.
 * @returns for each axis the positions, in the dtype of the indices.
 * @throws UsageError for indices that are not integers.
 * @example
 * import { array, unravelIndex } from "@proj/array";
 * unravelIndex(array([1, 5], "int32"), [2, 3]); // → [[0, 1], [1, 2]]
 */
export function unravelIndex(indices: ArrayLike, shape: number | Shape): readonly NDArray[] {
  let rest = integersOf("unravelIndex", indices);
  const lengths = lengthsOf("unravelIndex", shape);
  const found = lengths.toReversed().map((length) => {
    const [quotient, position] = divmod(rest, length);
    rest = quotient;
    return position;
  });
  const above = lax.gt(rest, 0);
  const below = isUnsigned(rest.dtype) ? lax.full(rest.shape, 0, "bool") : lax.lt(rest, -1);
  return found.toReversed().map((position, axis) => where(above, lengths[axis]! - 1, where(below, 0, position)));
}

function integersOf(operation: string, x: ArrayLike): NDArray {
  // A whole JavaScript number is an index; alone it would be a float.
  const array =
    typeof x === "number" && Number.isInteger(x) ? numberScalar(operation, x, "int32", true) : toArray(x, operation);
  if (isInteger(array.dtype)) return array;
  throw new UsageError({
    operation,
    received: `indices ${array.describe()}`,
    expected: "integers",
    remedy: 'convert them with astype("int32"), or make them with array([…], "int32")',
  });
}

/** Options of {@link ravelMultiIndex}. */
export interface RavelMultiIndexOptions extends DTypeOption {
  /**
   * What to do with positions outside: `"raise"` (the default) refuses them, which needs concrete positions; `"clip"` moves them to
   * the ends, `"wrap"` counts round and round, `"ignore"` counts on.
   */
  readonly mode?: "raise" | "clip" | "wrap" | "ignore";
  /** `"C"` (the default) counts row by row, `"F"` column by column. */
  readonly order?: Order;
}

const ravelReaders: OptionReaders<RavelMultiIndexOptions> = {
  mode: choiceOption("raise", "clip", "wrap", "ignore"),
  order: choiceOption("C", "F"),
  dtype: dtypeOption,
};

/**
 * The number of elements, counted row by row, from their position on each axis.
 *
 * @param multiIndex - for each axis an array of integers; they broadcast.
 * @param shape - lengths of the axes.
 * @param options - see {@link RavelMultiIndexOptions}.
 * @returns the numbers, int32 by default.
 * @throws UsageError for positions that are not integers; with mode `"raise"` for positions outside, and for traced ones.
 * @example
 * import { array, ravelMultiIndex } from "@proj/array";
 * ravelMultiIndex([array([0, 1], "int32"), array([1, 2], "int32")], [2, 3]); // → [1, 5]
 */
export function ravelMultiIndex(
  multiIndex: readonly ArrayLike[],
  shape: number | Shape,
  options?: RavelMultiIndexOptions,
): NDArray {
  const read = readOptions<RavelMultiIndexOptions>("ravelMultiIndex", options, ravelReaders);
  const { mode = "raise", order = "C" } = read;
  const lengths = lengthsOf("ravelMultiIndex", shape);
  if (!Array.isArray(multiIndex) || multiIndex.length !== lengths.length) {
    throw new UsageError({
      operation: "ravelMultiIndex",
      received: Array.isArray(multiIndex) ? `${multiIndex.length} arrays` : describeValue(multiIndex),
      expected: `a list of ${lengths.length} arrays, one for each axis`,
      remedy: "give the positions on each axis",
    });
  }
  const given = multiIndex.map((positions: ArrayLike) => integersOf("ravelMultiIndex", positions));
  const int: PromotableType = { dtype: "int32", weakType: false };
  const dtype = read.dtype ?? given.reduce<PromotableType>(joinTypes, int).dtype;
  if (!isInteger(dtype) || sizeOf(lengths) - 1 > dtypes[dtype].max) {
    throw new UsageError({
      operation: "ravelMultiIndex",
      received: `dtype: "${dtype}" for an array of shape [${lengths.join(",")}]`,
      expected: "an integer dtype that can count its elements",
      remedy: 'choose a larger one: { dtype: "uint32" }',
    });
  }
  const inside = given.map((positions, axis) => {
    const length = lengths[axis]!;
    switch (mode) {
      case "raise":
        checkInside(positions, axis, length);
        return positions;
      case "clip":
        return clip(positions, 0, length - 1);
      case "wrap":
        return remainder(positions, length);
      case "ignore":
        return positions;
    }
  });
  const strides = order === "C" ? stridesOf(lengths) : stridesOf(lengths.toReversed()).toReversed();
  return inside.reduce<NDArray>(
    (sum, positions, axis) => sum.add(convert(positions, dtype).mul(strides[axis]!)),
    lax.full([], 0, dtype),
  );
}

function checkInside(positions: NDArray, axis: number, length: number): void {
  const values = knownValues(positions);
  const wrong = values?.find((value) => value < 0 || value >= length);
  if (values !== null && wrong === undefined) return;
  throw new UsageError({
    operation: "ravelMultiIndex",
    received:
      wrong === undefined
        ? `positions ${positions.describe()}${positions.origin} whose values are not known here`
        : `position ${wrong} on axis ${axis} of length ${length}`,
    expected: "positions inside the axes",
    remedy: 'say what is to become of others: { mode: "clip" }, { mode: "wrap" } or { mode: "ignore" }',
  });
}
