import { UsageError } from "@proj/tree/core";
import type { Params } from "../core/primitives.ts";
import { isPosition } from "../core/types/dtype.ts";
import { firstLengths, formatShape, shapesEqual } from "../core/types/shape.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/*
 * Whether the dimension numbers of a gather or a scatter fit its operands. Those that the library writes itself do, so that only calls of
 * users are checked, and only programs with such calls carry this.
 */

/** True for axes of an array of so many, each named once. */
const areDistinct = (axes: readonly number[], rank: number): boolean =>
  new Set(axes).size === axes.length && axes.every((axis) => axis >= 0 && axis < rank);

/** The same, in order. */
const areInOrder = (axes: readonly number[], rank: number): boolean =>
  areDistinct(axes, rank) && axes.every((axis, k) => k === 0 || axis > axes[k - 1]!);

/** What dimension numbers of gathers and scatters have in common. */
interface DimensionNumbers {
  readonly windows: readonly number[];
  /** How many axes a result (of a gather) or the updates (of a scatter) have. */
  readonly rank: number;
  readonly withoutWindow: readonly number[];
  readonly batching: readonly number[];
  readonly indicesBatching: readonly number[];
  readonly named: readonly number[];
}

/** True when index vectors lie on the last axis, and every list names axes once, in order where it has to, and none is two things. */
function areDimensions(
  operand: NDArray,
  indices: NDArray,
  { windows, rank, withoutWindow, batching, indicesBatching, named }: DimensionNumbers,
): boolean {
  const { length } = operand.shape;
  return (
    isPosition(indices.dtype) &&
    indices.ndim >= 1 &&
    indices.shape.at(-1) === named.length &&
    areInOrder(windows, rank) &&
    areInOrder(withoutWindow, length) &&
    areInOrder(batching, length) &&
    areDistinct([...withoutWindow, ...batching], length) &&
    areDistinct([...named, ...batching], length) &&
    areDistinct(indicesBatching, indices.ndim - 1) &&
    batching.length === indicesBatching.length &&
    batching.every((axis, k) => operand.shape[axis] === indices.shape[indicesBatching[k]!])
  );
}

/**
 * Checks the parameters of a gather.
 *
 * @throws UsageError for parameters that do not fit the operands.
 */
export function checkGather(operand: NDArray, indices: NDArray, { dimensions, sliceSizes }: Params<"gather">): void {
  const { offsetDims, collapsedSliceDims, operandBatchingDims, startIndexMap, indicesBatchingDims } = dimensions;
  const withoutWindow = [...collapsedSliceDims, ...operandBatchingDims];
  const windows = sliceSizes.filter((_, axis) => !withoutWindow.includes(axis)).length;
  const valid =
    sliceSizes.length === operand.ndim &&
    sliceSizes.every((size, axis) => size >= 0 && size <= operand.shape[axis]!) &&
    areDimensions(operand, indices, {
      windows: offsetDims,
      rank: indices.ndim - 1 + windows,
      withoutWindow: collapsedSliceDims,
      batching: operandBatchingDims,
      indicesBatching: indicesBatchingDims,
      named: startIndexMap,
    }) &&
    withoutWindow.every((axis) => sliceSizes[axis] === 1) &&
    windows === offsetDims.length;
  if (valid) return;
  throw new UsageError({
    operation: "lax.gather",
    received: `${operand.describe()}, indices ${indices.describe()}, slices ${formatShape(sliceSizes)}, ${JSON.stringify(dimensions)}`,
    expected:
      "integer index vectors on the last axis, slices that fit into the array, and dimension numbers that name each axis once, in order",
    remedy: "index with x.at(…).get() or take, which build the dimension numbers",
  });
}

/**
 * Checks the parameters of a scatter.
 *
 * @throws UsageError for parameters that do not fit the operands.
 */
export function checkScatter(
  operand: NDArray,
  indices: NDArray,
  updates: NDArray,
  { dimensions }: Params<"scatter">,
): void {
  const { updateWindowDims, insertedWindowDims, operandBatchingDims, indicesBatchingDims, scatterDimsToOperandDims } =
    dimensions;
  const withoutWindow = [...insertedWindowDims, ...operandBatchingDims];
  const windowLengths = operand.shape.filter((_, axis) => !withoutWindow.includes(axis));
  const valid =
    areDimensions(operand, indices, {
      windows: updateWindowDims,
      rank: updates.ndim,
      withoutWindow: insertedWindowDims,
      batching: operandBatchingDims,
      indicesBatching: indicesBatchingDims,
      named: scatterDimsToOperandDims,
    }) &&
    updateWindowDims.length === windowLengths.length &&
    updateWindowDims.every((axis, k) => updates.shape[axis]! <= windowLengths[k]!) &&
    operand.dtype === updates.dtype &&
    shapesEqual(
      updates.shape.filter((_, axis) => !updateWindowDims.includes(axis)),
      firstLengths(indices.shape, indices.ndim - 1),
    );
  if (valid) return;
  throw new UsageError({
    operation: "lax.scatter",
    received: `${operand.describe()}, indices ${indices.describe()}, updates ${updates.describe()}, ${JSON.stringify(dimensions)}`,
    expected:
      "integer index vectors on the last axis, one window of the array's dtype for each, which fits into the array, and dimension numbers that name each axis once, in order",
    remedy: "write with x.at(…).set(…) or .add(…), which build the dimension numbers",
  });
}
