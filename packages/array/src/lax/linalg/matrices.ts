import type { DType } from "../../core/types/dtype.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { add, eq, ge } from "../binary.ts";
import { dotGeneral } from "../contraction.ts";
import { convertElementType, select } from "../elementwise.ts";
import { gathered } from "../../core/gather-scatter.ts";
import { reduceSum } from "../reduction.ts";
import { broadcastedIota, broadcastInDim, reshape, transpose } from "../movement.ts";

/*
 * What formulas about matrices are written in. A matrix is the last two axes; the axes before them are batch axes, which are
 * equal for all operands.
 */

const range = (count: number): number[] => Array.from({ length: count }, (_, axis) => axis);

/** The matrices with rows and columns exchanged. */
export function matrixTranspose(x: NDArray): NDArray {
  const rank = x.ndim;
  return transpose(x, [...range(rank - 2), rank - 1, rank - 2]);
}

/** The products of matrices. */
export function matrixProduct(x: NDArray, y: NDArray): NDArray {
  const rank = x.ndim;
  const batch = range(rank - 2);
  return dotGeneral(x, y, {
    lhsContracting: [rank - 1],
    rhsContracting: [rank - 2],
    lhsBatch: batch,
    rhsBatch: batch,
  });
}

/** The elements on and below diagonal `k`, and zeros elsewhere. */
export function lowerTriangle(x: NDArray, k = 0): NDArray {
  return select(isBelow(x, k), x, 0);
}

/** The elements on and above diagonal `k`, and zeros elsewhere. */
export function upperTriangle(x: NDArray, k = 0): NDArray {
  return select(isBelow(x, k - 1), 0, x);
}

/** Whether each place of an array is on or below diagonal `k`. */
function isBelow(x: NDArray, k: number): NDArray {
  const rows = broadcastedIota("int32", x.shape, x.ndim - 2);
  const columns = broadcastedIota("int32", x.shape, x.ndim - 1);
  return ge(k === 0 ? rows : add(rows, k), columns);
}

/** Identity matrices for all members of a batch. */
export function identityMatrix(batch: readonly number[], size: number, dtype: DType): NDArray {
  const square = [size, size];
  const one = convertElementType(eq(broadcastedIota("int32", square, 0), broadcastedIota("int32", square, 1)), dtype);
  return batch.length === 0 ? one : broadcastInDim(one, [...batch, ...square], [batch.length, batch.length + 1]);
}

/** The rows of each matrix in the order that int32 indices give. */
export function takeRows(x: NDArray, indices: NDArray): NDArray {
  if (x.size === 0) return x;
  const rank = x.ndim;
  const batch = range(rank - 2);
  return gathered(x, reshape(indices, [...indices.shape, 1]), {
    dimensions: {
      offsetDims: [rank - 1],
      collapsedSliceDims: [rank - 2],
      operandBatchingDims: batch,
      indicesBatchingDims: batch,
      startIndexMap: [rank - 2],
    },
    sliceSizes: x.shape.map((length, axis) => (axis === rank - 1 ? length : 1)),
    mode: "promise",
    fillValue: 0,
  });
}

/** The diagonals of matrices. */
export function diagonalOf(x: NDArray): NDArray {
  const rank = x.ndim;
  const onDiagonal = eq(broadcastedIota("int32", x.shape, rank - 2), broadcastedIota("int32", x.shape, rank - 1));
  return reduceSum(select(onDiagonal, x, 0), [rank - 1]);
}
