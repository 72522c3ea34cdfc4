import type { NDArray, Shape } from "@proj/array";
import { bind, toPositions, type Params } from "@proj/array/core";

/** Reads windows whose dimension numbers need no check. */
export function gather(x: NDArray, indices: NDArray, params: Params<"gather">): NDArray {
  return bind("gather", [x, toPositions(indices)], params)[0];
}

/** Writes windows whose dimension numbers need no check. */
export function scatter(x: NDArray, indices: NDArray, updates: NDArray, params: Params<"scatter">): NDArray {
  return bind("scatter", [x, toPositions(indices), updates], params)[0];
}

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
