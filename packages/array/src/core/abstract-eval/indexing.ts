import { abstractArray, describeArray, type AbstractArray } from "../types/abstract-array.ts";
import type { IndexingName } from "../families.ts";
import { isPosition } from "../types/dtype.ts";
import { firstLengths } from "../types/shape.ts";
import type { ScatterCombine } from "../primitives.ts";
import type { Domain } from "../scalar/unary.ts";
import { checkDomain } from "../scalar/check-domain.ts";
import { checkSameDType } from "./elementwise.ts";
import type { ShapeRule } from "./index.ts";
import { misfit } from "./misfit.ts";

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
  throw misfit(
    operation,
    [operand],
    { starts: starts.map(describeArray), window: sizes },
    "one integer scalar per axis, and a window that fits into the array",
    "give one start per axis and a window no larger than the array",
  );
}

/** Shape rules of the primitives that address elements by computed indices; `lax` checks the dimension numbers that users write. */
export const indexingShapeRules: { readonly [P in IndexingName]: ShapeRule<P> } = {
  dynamicSlice: (operands, { sizes }) => {
    const [operand, ...starts] = operands;
    checkStarts("dynamicSlice", operand!, starts, sizes);
    return [abstractArray(sizes, operand!.dtype, operand!.weakType)];
  },
  dynamicUpdateSlice: (operands) => {
    const [operand, update, ...starts] = operands;
    checkSameDType("dynamicUpdateSlice", [operand!, update!]);
    checkStarts("dynamicUpdateSlice", operand!, starts, update!.shape);
    return [abstractArray(operand!.shape, operand!.dtype)];
  },
  gather: ([operand, indices], { dimensions, sliceSizes }) => {
    const { offsetDims, collapsedSliceDims, operandBatchingDims } = dimensions;
    const batchShape = firstLengths(indices.shape, indices.shape.length - 1);
    const windowShape = sliceSizes.filter(
      (_, axis) => !collapsedSliceDims.includes(axis) && !operandBatchingDims.includes(axis),
    );
    const shape: number[] = [];
    let batch = 0;
    let window = 0;
    for (let axis = 0; axis < batchShape.length + windowShape.length; axis++) {
      shape.push(offsetDims.includes(axis) ? windowShape[window++]! : batchShape[batch++]!);
    }
    return [abstractArray(shape, operand.dtype, operand.weakType)];
  },
  scatter: ([operand], { combine }) => {
    checkDomain("scatter", combinable[combine], operand);
    return [operand];
  },
};
