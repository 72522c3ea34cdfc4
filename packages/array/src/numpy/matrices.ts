import type { DType } from "../core/types/dtype.ts";
import { UsageError } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import { asArray, broadcastTo, convert, filled, type ArrayLike } from "../core/operands.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import { bind } from "../core/trace.ts";
import type { DTypeOption } from "./creation.ts";
import { moveaxis, reshape } from "./reshaping.ts";
import { sum } from "./reduction.ts";
import { where } from "./selection.ts";

/** For every element of a matrix whether column - row compares so with `offset`. */
function compareDiagonal(comparison: "eq" | "le" | "ge", rows: number, columns: number, offset: number): NDArray {
  const index = (dimension: number): NDArray =>
    bind("iota", [], { dtype: "int32", shape: [rows, columns], dimension })[0];
  return index(1).sub(index(0))[comparison](offset);
}

/**
 * A matrix with ones on one diagonal and zeros elsewhere.
 *
 * @param columns - default as many as rows.
 * @param offset - how far above the main diagonal; negative is below; default 0.
 * @param dtype - default float32.
 * @example
 * import { eye } from "@proj/array";
 * eye(2); // → [[1, 0], [0, 1]]
 */
export function eye(
  rows: number,
  columns = rows,
  { offset = 0, dtype = "float32" }: DTypeOption & { readonly offset?: number } = {},
): NDArray {
  return convert(compareDiagonal("eq", rows, columns, offset), dtype);
}

/**
 * The identity matrix.
 *
 * @param dtype - default float32.
 * @example
 * import { identity } from "@proj/array";
 * identity(2); // → [[1, 0], [0, 1]]
 */
export function identity(size: number, { dtype = "float32" }: { readonly dtype?: DType } = {}): NDArray {
  return eye(size, size, { dtype });
}

function atLeastMatrix(x: ArrayLike, operation: string): NDArray {
  const array = asArray(x, operation);
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

/**
 * The elements on one diagonal of two axes, as a new last axis.
 *
 * @example
 * import { array, diagonal } from "@proj/array";
 * diagonal(array([[1, 2], [3, 4]])); // → [1, 4]
 */
export function diagonal(x: ArrayLike, { offset = 0, axis1 = 0, axis2 = 1 }: DiagonalOptions = {}): NDArray {
  const array = atLeastMatrix(x, "diagonal");
  const matrices = moveaxis(
    array,
    [normalizeAxis(axis1, array.ndim, "diagonal"), normalizeAxis(axis2, array.ndim, "diagonal")],
    [-2, -1],
  );
  const batch = matrices.shape.slice(0, -2);
  const [rows, columns] = [matrices.shape.at(-2)!, matrices.shape.at(-1)!];
  const count = Math.max(0, offset >= 0 ? Math.min(rows, columns - offset) : Math.min(rows + offset, columns));
  const flat = reshape(matrices, [...batch, rows * columns]);
  // Row by row, neighbours on a diagonal are one row and one element apart.
  const first = count === 0 ? 0 : offset >= 0 ? offset : -offset * columns;
  const limit = count === 0 ? 0 : first + (count - 1) * (columns + 1) + 1;
  return bind("slice", [flat], {
    start: [...batch.map(() => 0), first],
    limit: [...batch, limit],
    strides: [...batch.map(() => 1), columns + 1],
  })[0];
}

/**
 * A vector as the diagonal of a matrix of zeros, or the diagonal of a matrix as a vector.
 *
 * @param offset - how far above the main diagonal; negative is below; default 0.
 * @throws UsageError for other numbers of axes.
 * @example
 * import { array, diag } from "@proj/array";
 * diag(array([1, 2])); // → [[1, 0], [0, 2]]
 */
export function diag(x: ArrayLike, offset = 0): NDArray {
  const array = asArray(x, "diag");
  if (array.ndim === 2) return diagonal(array, { offset });
  if (array.ndim !== 1) {
    throw new UsageError({
      operation: "diag",
      received: array.describe(),
      expected: "a vector or a matrix",
      remedy: "use diagonal for matrices on other axes",
    });
  }
  const size = array.shape[0]! + Math.abs(offset);
  const padded = bind("pad", [array, filled([], 0, array.dtype)], {
    low: [Math.max(0, offset)],
    high: [Math.max(0, -offset)],
    interior: [0],
  })[0];
  return where(
    compareDiagonal("eq", size, size, offset),
    broadcastTo(padded, [size, size]),
    filled([], 0, array.dtype),
  );
}

/**
 * The sum over one diagonal of two axes.
 *
 * @example
 * import { array, trace } from "@proj/array";
 * trace(array([[1, 2], [3, 4]])); // → 5
 */
export function trace(x: ArrayLike, options: DiagonalOptions = {}): NDArray {
  return sum(diagonal(x, options), { axis: -1 });
}

function triangle(operation: "tril" | "triu", x: ArrayLike, offset: number): NDArray {
  const array = atLeastMatrix(x, operation);
  const inside = compareDiagonal(operation === "tril" ? "le" : "ge", array.shape.at(-2)!, array.shape.at(-1)!, offset);
  return where(broadcastTo(inside, array.shape), array, filled([], 0, array.dtype));
}

/**
 * The lower triangles of matrices on the last two axes; zeros above.
 *
 * @param offset - the last diagonal that stays; default 0, the main one.
 * @example
 * import { array, tril } from "@proj/array";
 * tril(array([[1, 2], [3, 4]])); // → [[1, 0], [3, 4]]
 */
export function tril(x: ArrayLike, offset = 0): NDArray {
  return triangle("tril", x, offset);
}

/**
 * The upper triangles of matrices on the last two axes; zeros below.
 *
 * @param offset - the first diagonal that stays; default 0, the main one.
 * @example
 * import { array, triu } from "@proj/array";
 * triu(array([[1, 2], [3, 4]])); // → [[1, 2], [0, 4]]
 */
export function triu(x: ArrayLike, offset = 0): NDArray {
  return triangle("triu", x, offset);
}

/**
 * A matrix of ones at and below a diagonal, zeros above.
 *
 * @param columns - default as many as rows.
 * @param offset - the last diagonal with ones; default 0, the main one.
 * @param dtype - default float32.
 * @example
 * import { tri } from "@proj/array";
 * tri(2); // → [[1, 0], [1, 1]]
 */
export function tri(
  rows: number,
  columns = rows,
  { offset = 0, dtype = "float32" }: DTypeOption & { readonly offset?: number } = {},
): NDArray {
  return convert(compareDiagonal("le", rows, columns, offset), dtype);
}

/**
 * The coordinates of a grid: one array per vector, which holds that vector along its own axis.
 *
 * @param vectors - the coordinates along each axis; scalars count as one element.
 * @param indexing - `"xy"` (the default): the first two axes are exchanged, rows are y; `"ij"`: axes in the order of the vectors.
 * @example
 * import { array, meshgrid } from "@proj/array";
 * meshgrid([array([1, 2]), array([3, 4, 5])])[0]; // → [[1, 2], [1, 2], [1, 2]]
 */
export function meshgrid(
  vectors: readonly ArrayLike[],
  { indexing = "xy" }: { readonly indexing?: "xy" | "ij" } = {},
): NDArray[] {
  const arrays = vectors.map((vector) => asArray(vector, "meshgrid"));
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
  return arrays.map(
    (array, index) =>
      bind("broadcastInDim", [reshape(array, [array.size])], { shape, broadcastDimensions: [place(index)] })[0],
  );
}
