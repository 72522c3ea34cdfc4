import { normalizeAxis } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import type { DiagonalOptions } from "./matrices.ts";
import { moveaxis } from "./reshaping.ts";

/** The elements on one diagonal of two axes of an array that has two, as a new last axis. */
export function takeDiagonal(operation: string, array: NDArray, options: DiagonalOptions): NDArray {
  const { offset = 0, axis1 = 0, axis2 = 1 } = options;
  const axes = [normalizeAxis(axis1, array.ndim, operation), normalizeAxis(axis2, array.ndim, operation)];
  const matrices = moveaxis(array, axes, [-2, -1]);
  const batch = matrices.shape.slice(0, -2);
  const [rows, columns] = [matrices.shape.at(-2)!, matrices.shape.at(-1)!];
  const count = Math.max(0, offset >= 0 ? Math.min(rows, columns - offset) : Math.min(rows + offset, columns));
  const flat = lax.reshape(matrices, [...batch, rows * columns]);
  // Row by row, neighbours on a diagonal are one row and one element apart.
  const first = count === 0 ? 0 : offset >= 0 ? offset : -offset * columns;
  const limit = count === 0 ? 0 : first + (count - 1) * (columns + 1) + 1;
  return lax.sliceInDim(flat, first, limit, columns + 1, batch.length);
}
