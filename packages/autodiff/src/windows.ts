import type { Shape } from "@proj/array";
import type { Params } from "@proj/array/core";

/** The gather that reads the windows which a scatter writes; windows that are dropped read 0. */
export function gatherOfScatter(
  { dimensions, mode }: Params<"scatter">,
  operandShape: Shape,
  updatesShape: Shape,
): Params<"gather"> {
  const { updateWindowDims, insertedWindowDims, operandBatchingDims, indicesBatchingDims, scatterDimsToOperandDims } =
    dimensions;
  const windows = updateWindowDims.map((axis) => updatesShape[axis]!);
  let next = 0;
  const sliceSizes = operandShape.map((_, axis) =>
    insertedWindowDims.includes(axis) || operandBatchingDims.includes(axis) ? 1 : windows[next++]!,
  );
  return {
    dimensions: {
      offsetDims: updateWindowDims,
      collapsedSliceDims: insertedWindowDims,
      operandBatchingDims,
      indicesBatchingDims,
      startIndexMap: scatterDimsToOperandDims,
    },
    sliceSizes,
    mode,
    fillValue: 0,
  };
}

/** The scatter that adds to the windows which a gather reads. */
export function scatterOfGather({ dimensions, mode }: Params<"gather">): Params<"scatter"> {
  const { offsetDims, collapsedSliceDims, operandBatchingDims, indicesBatchingDims, startIndexMap } = dimensions;
  return {
    dimensions: {
      updateWindowDims: offsetDims,
      insertedWindowDims: collapsedSliceDims,
      operandBatchingDims,
      indicesBatchingDims,
      scatterDimsToOperandDims: startIndexMap,
    },
    mode,
    combine: "add",
    uniqueIndices: false,
  };
}
