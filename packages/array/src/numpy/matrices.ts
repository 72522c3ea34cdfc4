import {
  booleanOption,
  choiceOption,
  integerOption,
  isRecord,
  readArgument,
  readOptions,
  readPositionalOptions,
  UsageError,
  type OptionReaders,
  wrongOption,
} from "@proj/tree/core";
import { toArray, broadcastTo, checkArrayLike, convert, type ArrayLike } from "../core/operands.ts";
import {
  axisOption,
  dtypeReader,
  partOptions,
  readDTypeOptions,
  type DTypeOption,
  type DTypeOr,
} from "../core/options.ts";
import { checkSize } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toStrong } from "./elementwise.ts";
import { sum } from "./reduction.ts";
import { takeDiagonal } from "./take-diagonal.ts";

const integer = integerOption();
const length = integerOption(0);

/** For every element of a matrix how column - row compares with k. */
function compareDiagonal(compare: typeof lax.eq, rows: number, columns: number, k: number): NDArray {
  const index = (dimension: number): NDArray => lax.broadcastedIota("int32", [rows, columns], dimension);
  return compare(lax.sub(index(1), index(0)), k);
}

/** Options of {@link eye} and {@link tri}. */
export interface EyeOptions extends DTypeOption {
  /** How many columns; default as many as rows. */
  readonly M?: number;
  /** How far above the main diagonal; negative is below; default 0. */
  readonly k?: number;
}

const eyeReaders: OptionReaders<EyeOptions> = { ...dtypeReader, M: length, k: integer };

/** The arguments behind the number of rows: columns and diagonal, each of which may be left out, then options. */
type EyeArguments = readonly (number | null | undefined | DTypeOr<EyeOptions>)[];

function comparedMatrix(operation: string, compare: typeof lax.eq, rows: number, args: EyeArguments): NDArray {
  const [[columns, diagonal], trailing] = partOptions<EyeOptions>(args);
  const options = readDTypeOptions<EyeOptions>(operation, trailing, eyeReaders);
  const N = readArgument(operation, "N", rows, length);
  const M = readArgument(operation, "M", columns ?? options.M ?? N, length);
  checkSize(operation, [N, M]);
  const k = readArgument(operation, "k", diagonal ?? options.k ?? 0, integer);
  return convert(compareDiagonal(compare, N, M, k), options.dtype ?? "float32");
}

/**
 * A matrix with ones on one diagonal and zeros elsewhere.
 *
 * @param rows - how many rows.
 * @param columns - how many columns; default as many as rows.
 * @param k - how far above the main diagonal; negative is below; default 0.
 * @param options - the dtype alone (default float32), or {@link EyeOptions}.
 * @example
 * import { eye } from "@proj/array";
 * eye(2); // → [[1, 0], [0, 1]]
 * eye(2, 3, 1); // → [[0, 1, 0], [0, 0, 1]]
 */
export function eye(rows: number, options?: DTypeOr<EyeOptions>): NDArray;
export function eye(rows: number, columns: number | null | undefined, options?: DTypeOr<EyeOptions>): NDArray;
export function eye(
  rows: number,
  columns: number | null | undefined,
  k: number | undefined,
  options?: DTypeOr<EyeOptions>,
): NDArray;
export function eye(rows: number, ...args: EyeArguments): NDArray {
  return comparedMatrix("eye", lax.eq, rows, args);
}

/**
 * The identity matrix.
 *
 * @param size - how many rows and columns.
 * @param options - the dtype; default float32.
 * @example
 * import { identity } from "@proj/array";
 * identity(2); // → [[1, 0], [0, 1]]
 */
export function identity(size: number, options?: DTypeOr<DTypeOption>): NDArray {
  const { dtype = "float32" } = readDTypeOptions("identity", options, dtypeReader);
  const n = readArgument("identity", "size", size, length);
  return convert(compareDiagonal(lax.eq, n, n, 0), dtype);
}

/**
 * A matrix of ones at and below a diagonal, zeros above.
 *
 * @param rows - how many rows.
 * @param columns - how many columns; default as many as rows.
 * @param k - the last diagonal with ones; default 0, the main one.
 * @param options - the dtype alone (default float32), or {@link EyeOptions}.
 * @example
 * import { tri } from "@proj/array";
 * tri(2); // → [[1, 0], [1, 1]]
 */
export function tri(rows: number, options?: DTypeOr<EyeOptions>): NDArray;
export function tri(rows: number, columns: number | null | undefined, options?: DTypeOr<EyeOptions>): NDArray;
export function tri(
  rows: number,
  columns: number | null | undefined,
  k: number | undefined,
  options?: DTypeOr<EyeOptions>,
): NDArray;
export function tri(rows: number, ...args: EyeArguments): NDArray {
  return comparedMatrix("tri", lax.le, rows, args);
}

function atLeastMatrix(x: ArrayLike, operation: string): NDArray {
  const array = toArray(x, operation);
  if (array.ndim >= 2) return array;
  throw new UsageError({
    operation,
    received: array.describe(),
    expected: "an array with at least two axes",
    remedy: "insert an axis with expandDims, or reshape",
  });
}

/** Which diagonal of which axes. */
export interface DiagonalOptions {
  /** How far above the main diagonal; negative is below; default 0. */
  readonly offset?: number;
  /** The axis of rows; default 0. */
  readonly axis1?: number;
  /** The axis of columns; default 1. */
  readonly axis2?: number;
}

const diagonalReaders: OptionReaders<DiagonalOptions> = { offset: integer, axis1: axisOption, axis2: axisOption };

/** The elements on one diagonal; as in JAX, those of the main diagonal of one square matrix are not weak. */
function strongDiagonal(operation: string, x: ArrayLike, options: DiagonalOptions): NDArray {
  const array = atLeastMatrix(x, operation);
  const isMain = array.ndim === 2 && array.shape[0] === array.shape[1] && (options.offset ?? 0) === 0;
  return takeDiagonal(operation, isMain ? toStrong(array) : array, options);
}

/** Options that were given by name, or by place. */
function byName<Options extends DiagonalOptions>(
  offset: number | Options | undefined,
  axis1 = 0,
  axis2 = 1,
): DiagonalOptions | Options {
  return isRecord(offset) ? offset : { offset: offset ?? 0, axis1, axis2 };
}

/**
 * The elements on one diagonal of two axes, as a new last axis.
 *
 * @param offset - how far above the main diagonal, default 0; or everything by name, as {@link DiagonalOptions}.
 * @param axis1 - the axis of rows; default 0.
 * @param axis2 - the axis of columns; default 1.
 * @throws UsageError for an array with fewer than two axes, and for axes that it lacks.
 * @example
 * import { array, diagonal } from "@proj/array";
 * diagonal(array([[1, 2], [3, 4]])); // → [1, 4]
 * diagonal(array([[1, 2], [3, 4]]), 1); // → [2]
 */
export function diagonal(x: ArrayLike, options: DiagonalOptions): NDArray;
export function diagonal(x: ArrayLike, offset?: number, axis1?: number, axis2?: number): NDArray;
export function diagonal(x: ArrayLike, offset?: number | DiagonalOptions, axis1?: number, axis2?: number): NDArray {
  const options = readOptions<DiagonalOptions>("diagonal", byName(offset, axis1, axis2), diagonalReaders);
  return strongDiagonal("diagonal", x, options);
}

/** Options of {@link trace}. */
export interface TraceOptions extends DiagonalOptions, DTypeOption {}

const traceReaders: OptionReaders<TraceOptions> = { ...diagonalReaders, ...dtypeReader };

/**
 * The sum over one diagonal of two axes.
 *
 * @param offset - how far above the main diagonal, default 0; or everything by name, as {@link TraceOptions}.
 * @param axis1 - the axis of rows; default 0.
 * @param axis2 - the axis of columns; default 1.
 * @throws UsageError for an array with fewer than two axes, and for axes that it lacks.
 * @example
 * import { array, trace } from "@proj/array";
 * trace(array([[1, 2], [3, 4]])); // → 5
 */
export function trace(x: ArrayLike, options: TraceOptions): NDArray;
export function trace(x: ArrayLike, offset?: number, axis1?: number, axis2?: number): NDArray;
export function trace(x: ArrayLike, offset?: number | TraceOptions, axis1?: number, axis2?: number): NDArray {
  const { dtype, ...options } = readOptions<TraceOptions>("trace", byName(offset, axis1, axis2), traceReaders);
  return sum(strongDiagonal("trace", x, options), dtype === undefined ? -1 : { axis: -1, dtype });
}

/**
 * A vector as the diagonal of a matrix of zeros, or the diagonal of a matrix as a vector.
 *
 * @param k - how far above the main diagonal; negative is below; default 0.
 * @throws UsageError for other numbers of axes.
 * @example
 * import { array, diag } from "@proj/array";
 * diag(array([1, 2])); // → [[1, 0], [0, 2]]
 */
export function diag(x: ArrayLike, k = 0): NDArray {
  const array = toArray(x, "diag");
  const offset = readArgument("diag", "k", k, integer);
  if (array.ndim === 2) return strongDiagonal("diag", array, { offset });
  if (array.ndim !== 1) {
    throw new UsageError({
      operation: "diag",
      received: array.describe(),
      expected: "a vector or a matrix",
      remedy: "use diagonal for matrices on other axes",
    });
  }
  const size = array.shape[0]! + Math.abs(offset);
  const padded = lax.pad(array, 0, [Math.max(0, offset)], [Math.max(0, -offset)]);
  return lax.select(compareDiagonal(lax.eq, size, size, offset), broadcastTo(padded, [size, size]), 0);
}

/**
 * All elements, row by row, as a diagonal of a matrix of zeros.
 *
 * @param k - how far above the main diagonal; negative is below; default 0.
 * @example
 * import { array, diagflat } from "@proj/array";
 * diagflat(array([1, 2]), 1); // → [[0, 1, 0], [0, 0, 2], [0, 0, 0]]
 */
export function diagflat(x: ArrayLike, k = 0): NDArray {
  const array = toArray(x, "diagflat");
  const offset = readArgument("diagflat", "k", k, integer);
  return convert(diag(lax.reshape(array, [array.size]), offset), array.dtype);
}

/** Options of {@link vander}. */
export interface VanderOptions {
  /** How many columns; default as many as elements. */
  readonly N?: number;
  /** Whether powers rise from left to right; default false. */
  readonly increasing?: boolean;
}

const vanderReaders: OptionReaders<VanderOptions> = { N: length, increasing: booleanOption };

/**
 * The powers of each element of a vector as a row: from the highest down to 1.
 *
 * @param columns - how many powers, or {@link VanderOptions}; default as many as elements.
 * @param increasing - whether powers rise from left to right; default false.
 * @throws UsageError for anything but a vector.
 * @example
 * import { array, vander } from "@proj/array";
 * vander(array([2, 3]), 3); // → [[4, 2, 1], [9, 3, 1]]
 */
export function vander(x: ArrayLike, columns?: number | VanderOptions, increasing?: boolean): NDArray {
  const names = ["N", "increasing"] as const;
  const read = readPositionalOptions<VanderOptions>("vander", [columns, increasing], names, vanderReaders);
  const array = toArray(x, "vander");
  if (array.ndim !== 1) {
    throw new UsageError({
      operation: "vander",
      received: array.describe(),
      expected: "a vector",
      remedy: "ravel it, or use vmap for several vectors",
    });
  }
  const { N = array.length, increasing: rises = false } = read;
  const column = array.dtype === "bool" ? convert(array, "int32") : array;
  const powers = Array.from({ length: N }, (_, place) =>
    lax.expandDims(lax.integerPow(column, rises ? place : N - 1 - place), [1]),
  );
  return N === 0 ? lax.full([array.length, 0], 0, column.dtype) : convert(lax.concatenate(powers, 1), column.dtype);
}

function triangle(operation: string, compare: typeof lax.le, x: ArrayLike, k: number): NDArray {
  const array = atLeastMatrix(x, operation);
  const [rows, columns] = [array.shape.at(-2)!, array.shape.at(-1)!];
  const inside = compareDiagonal(compare, rows, columns, readArgument(operation, "k", k, integer));
  return lax.select(broadcastTo(inside, array.shape), array, 0);
}

/**
 * The lower triangles of matrices on the last two axes; zeros above.
 *
 * @param k - the last diagonal that stays; default 0, the main one.
 * @throws UsageError for an array with fewer than two axes.
 * @example
 * import { array, tril } from "@proj/array";
 * tril(array([[1, 2], [3, 4]])); // → [[1, 0], [3, 4]]
 */
export function tril(x: ArrayLike, k = 0): NDArray {
  return triangle("tril", lax.le, x, k);
}

/**
 * The upper triangles of matrices on the last two axes; zeros below.
 *
 * @param k - the first diagonal that stays; default 0, the main one.
 * @throws UsageError for an array with fewer than two axes.
 * @example
 * import { array, triu } from "@proj/array";
 * triu(array([[1, 2], [3, 4]])); // → [[1, 2], [0, 4]]
 */
export function triu(x: ArrayLike, k = 0): NDArray {
  return triangle("triu", lax.ge, x, k);
}

/** Options of {@link meshgrid}. */
export interface MeshgridOptions {
  /** `"xy"` (the default): the first two axes are exchanged, rows are y; `"ij"`: axes in the order of the vectors. */
  readonly indexing?: "xy" | "ij";
  /** Whether axes along which nothing changes keep length 1; default false. */
  readonly sparse?: boolean;
}

const meshgridReaders: OptionReaders<MeshgridOptions> = { indexing: choiceOption("xy", "ij"), sparse: booleanOption };

/**
 * The coordinates of a grid: one array per vector, which holds that vector along its own axis.
 *
 * @param vectors - the coordinates along each axis, one by one or as a list; scalars count as one element. Options may
 * follow.
 * @throws UsageError for arrays with more than one axis.
 * @example
 * import { array, meshgrid } from "@proj/array";
 * const [x, y] = meshgrid(array([1, 2]), array([3, 4, 5]));
 * x; // → [[1, 2], [1, 2], [1, 2]]
 */
export function meshgrid<const Vectors extends readonly ArrayLike[]>(
  vectors: Vectors,
  options?: MeshgridOptions,
): { -readonly [Place in keyof Vectors]: NDArray };
export function meshgrid<const Vectors extends readonly ArrayLike[]>(
  ...vectors: Vectors
): { -readonly [Place in keyof Vectors]: NDArray };
export function meshgrid(...args: readonly [...vectors: readonly ArrayLike[], options: MeshgridOptions]): NDArray[];
export function meshgrid(...args: readonly unknown[]): NDArray[] {
  const last = args.at(-1);
  if (Array.isArray(args[0]) && args.length > 1 && !isRecord(last)) {
    throw wrongOption({ operation: "meshgrid", name: "options" }, last, "an object with indexing or sparse");
  }
  const options = isRecord(last) ? last : undefined;
  const { indexing = "xy", sparse } = readOptions<MeshgridOptions>("meshgrid", options, meshgridReaders);
  const [first] = args;
  const vectors: readonly unknown[] = Array.isArray(first) ? first : options === undefined ? args : args.slice(0, -1);
  const arrays = vectors.map((vector) => {
    checkArrayLike("meshgrid", vector);
    return toArray(vector, "meshgrid");
  });
  const wrong = arrays.find((array) => array.ndim > 1);
  if (wrong !== undefined)
    throw new UsageError({
      operation: "meshgrid",
      received: wrong.describe(),
      expected: "vectors or scalars",
      remedy: "ravel the coordinates first",
    });
  const place = (index: number): number => (indexing === "xy" && arrays.length > 1 && index < 2 ? 1 - index : index);
  const shape = new Array<number>(arrays.length).fill(1);
  arrays.forEach((array, index) => (shape[place(index)] = array.size));
  return arrays.map((array, index) => {
    const vector = lax.reshape(array, [array.size]);
    const own = sparse === true ? shape.map((length, axis) => (axis === place(index) ? length : 1)) : shape;
    return lax.broadcastInDim(vector, own, [place(index)]);
  });
}
