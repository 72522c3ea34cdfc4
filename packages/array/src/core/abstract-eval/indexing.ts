import { abstractArray, describeArray, type AbstractArray } from "../types/abstract-array.ts";
import type { IndexingName } from "../families.ts";
import { isInteger, isWide, type DType } from "../types/dtype.ts";
import { UsageError } from "@proj/tree/core";
import { firstLengths, formatShape, shapesEqual } from "../types/shape.ts";
import type { ScatterCombine } from "../primitives.ts";
import type { Domain } from "../scalar/unary.ts";
import { checkDomain } from "../scalar/check-domain.ts";
import type { ShapeRule } from "./index.ts";

/** Whether elements of a dtype can be positions: integers, but of no more than 32 bits. */
const isPosition = (dtype: DType): boolean => isInteger(dtype) && !isWide(dtype);

/** What updates are defined for, by how they combine; those that replace, for everything. */
const combinable: { readonly [C in ScatterCombine]: Domain } = {
  replace: "any",
  add: "number",
  mul: "real",
  min: "ordered",
  max: "ordered",
};

function checkStarts(
  operation: string,
  operand: AbstractArray,
  starts: readonly AbstractArray[],
  sizes: readonly number[],
): void {
  const valid =
    starts.length === operand.shape.length &&
    sizes.length === operand.shape.length &&
    starts.every((start) => isPosition(start.dtype) && start.shape.length === 0) &&
    sizes.every((size, axis) => size >= 0 && size <= operand.shape[axis]!);
  if (valid) return;
  throw new UsageError({
    operation,
    received: `${describeArray(operand)}, starts ${starts.map(describeArray).join(", ")}, window ${formatShape(sizes)}`,
    expected: "one integer scalar per axis, and a window that fits into the array",
    remedy: "give one start per axis and a window no larger than the array",
  });
}

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

/** True when every list names axes once, in order where it has to, and no axis in step is anything else. */
function areDimensions(
  operand: AbstractArray,
  indices: AbstractArray,
  { windows, rank, withoutWindow, batching, indicesBatching, named }: DimensionNumbers,
): boolean {
  const { length } = operand.shape;
  return (
    areInOrder(windows, rank) &&
    areInOrder(withoutWindow, length) &&
    areInOrder(batching, length) &&
    areDistinct([...withoutWindow, ...batching], length) &&
    areDistinct([...named, ...batching], length) &&
    areDistinct(indicesBatching, indices.shape.length - 1)
  );
}

/** True when axes that go in step have one length. */
function pairedLengths(
  x: AbstractArray,
  axes: readonly number[],
  y: AbstractArray,
  others: readonly number[],
): boolean {
  return (
    axes.length === others.length && axes.every((axis, k) => axis in x.shape && x.shape[axis] === y.shape[others[k]!])
  );
}

/** Shape rules of the primitives that address elements by computed indices. */
export const indexingShapeRules: { readonly [P in IndexingName]: ShapeRule<P> } = {
  dynamicSlice: (operands, { sizes }) => {
    const [operand, ...starts] = operands;
    checkStarts("dynamicSlice", operand!, starts, sizes);
    return [abstractArray(sizes, operand!.dtype, operand!.weakType)];
  },
  dynamicUpdateSlice: (operands) => {
    const [operand, update, ...starts] = operands;
    if (operand!.dtype !== update!.dtype) {
      throw new UsageError({
        operation: "dynamicUpdateSlice",
        received: `${describeArray(operand!)} and update ${describeArray(update!)}`,
        expected: "one dtype",
        remedy: "convert the update with astype",
      });
    }
    checkStarts("dynamicUpdateSlice", operand!, starts, update!.shape);
    return [abstractArray(operand!.shape, operand!.dtype)];
  },
  gather: ([operand, indices], { dimensions, sliceSizes }) => {
    const { offsetDims, collapsedSliceDims, operandBatchingDims, startIndexMap } = dimensions;
    const batchShape = firstLengths(indices.shape, indices.shape.length - 1);
    const windowShape = sliceSizes.filter(
      (_, axis) => !collapsedSliceDims.includes(axis) && !operandBatchingDims.includes(axis),
    );
    const valid =
      isPosition(indices.dtype) &&
      indices.shape.length >= 1 &&
      indices.shape.at(-1) === startIndexMap.length &&
      sliceSizes.length === operand.shape.length &&
      sliceSizes.every((size, axis) => size >= 0 && size <= operand.shape[axis]!) &&
      areDimensions(operand, indices, {
        windows: offsetDims,
        rank: batchShape.length + windowShape.length,
        withoutWindow: collapsedSliceDims,
        batching: operandBatchingDims,
        indicesBatching: dimensions.indicesBatchingDims,
        named: startIndexMap,
      }) &&
      [...collapsedSliceDims, ...operandBatchingDims].every((axis) => sliceSizes[axis] === 1) &&
      pairedLengths(operand, operandBatchingDims, indices, dimensions.indicesBatchingDims) &&
      windowShape.length === offsetDims.length;
    if (!valid) {
      throw new UsageError({
        operation: "gather",
        received: `${describeArray(operand)}, indices ${describeArray(indices)}, slices ${formatShape(sliceSizes)}, ${JSON.stringify(dimensions)}`,
        expected:
          "integer index vectors on the last axis, slices that fit into the array, and dimension numbers that name each axis once, in order",
        remedy: "index with x.at(…).get() or take, which build the dimension numbers",
      });
    }
    const shape: number[] = [];
    let batch = 0;
    let window = 0;
    for (let axis = 0; axis < batchShape.length + windowShape.length; axis++) {
      shape.push(offsetDims.includes(axis) ? windowShape[window++]! : batchShape[batch++]!);
    }
    return [abstractArray(shape, operand.dtype, operand.weakType)];
  },
  scatter: ([operand, indices, updates], { dimensions, combine }) => {
    checkDomain("scatter", combinable[combine], operand);
    const { updateWindowDims, insertedWindowDims, operandBatchingDims, indicesBatchingDims, scatterDimsToOperandDims } =
      dimensions;
    const windowAxes = operand.shape
      .map((_, axis) => axis)
      .filter((axis) => !insertedWindowDims.includes(axis) && !operandBatchingDims.includes(axis));
    const valid =
      isPosition(indices.dtype) &&
      indices.shape.length >= 1 &&
      indices.shape.at(-1) === scatterDimsToOperandDims.length &&
      areDimensions(operand, indices, {
        windows: updateWindowDims,
        rank: updates.shape.length,
        withoutWindow: insertedWindowDims,
        batching: operandBatchingDims,
        indicesBatching: indicesBatchingDims,
        named: scatterDimsToOperandDims,
      }) &&
      pairedLengths(operand, operandBatchingDims, indices, indicesBatchingDims) &&
      updateWindowDims.length === windowAxes.length &&
      updateWindowDims.every(
        (axis, k) => axis in updates.shape && updates.shape[axis]! <= operand.shape[windowAxes[k]!]!,
      ) &&
      operand.dtype === updates.dtype &&
      updates.shape.length === indices.shape.length - 1 + updateWindowDims.length &&
      shapesEqual(
        updates.shape.filter((_, axis) => !updateWindowDims.includes(axis)),
        firstLengths(indices.shape, indices.shape.length - 1),
      );
    if (!valid) {
      throw new UsageError({
        operation: "scatter",
        received: `${describeArray(operand)}, indices ${describeArray(indices)}, updates ${describeArray(updates)}, ${JSON.stringify(dimensions)}`,
        expected:
          "integer index vectors on the last axis, one window of the array's dtype for each, which fits into the array, and dimension numbers that name each axis once, in order",
        remedy: "write with x.at(…).set(…) or .add(…), which build the dimension numbers",
      });
    }
    return [operand];
  },
};
