import type { NDArray } from "@proj/array";
import {
  fromHostData,
  type GatherDimensions,
  type IndexingName,
  type IndexMode,
  type ScatterCombine,
  type ScatterDimensions,
} from "@proj/array/core";
import { sample, type Sample, type SampleTable } from "./sample.ts";

/** Indices are fixed, so that a test of derivatives knows what is read. */
function indices(shape: readonly number[], values: readonly number[]): NDArray {
  return fromHostData(Int32Array.from(values), shape, "int32");
}
const start = (value: number): NDArray => indices([], [value]);

const rowsOf: GatherDimensions = {
  offsetDims: [1],
  collapsedSliceDims: [0],
  operandBatchingDims: [],
  indicesBatchingDims: [],
  startIndexMap: [0],
};
const elementsOf: GatherDimensions = {
  offsetDims: [],
  collapsedSliceDims: [0, 1],
  operandBatchingDims: [],
  indicesBatchingDims: [],
  startIndexMap: [0, 1],
};
const windowsOf: GatherDimensions = {
  offsetDims: [1, 2],
  collapsedSliceDims: [],
  operandBatchingDims: [],
  indicesBatchingDims: [],
  startIndexMap: [1, 0],
};
const inStep: GatherDimensions = {
  offsetDims: [1],
  collapsedSliceDims: [1],
  operandBatchingDims: [0],
  indicesBatchingDims: [0],
  startIndexMap: [1],
};

const all = { differentiable: [0] };
const toRows: ScatterDimensions = {
  updateWindowDims: [1],
  insertedWindowDims: [0],
  operandBatchingDims: [],
  indicesBatchingDims: [],
  scatterDimsToOperandDims: [0],
};
const toElements: ScatterDimensions = {
  updateWindowDims: [],
  insertedWindowDims: [0, 1],
  operandBatchingDims: [],
  indicesBatchingDims: [],
  scatterDimsToOperandDims: [0, 1],
};
const toWindows: ScatterDimensions = {
  updateWindowDims: [1, 2],
  insertedWindowDims: [],
  operandBatchingDims: [],
  indicesBatchingDims: [],
  scatterDimsToOperandDims: [1, 0],
};
const stepwise: ScatterDimensions = {
  updateWindowDims: [1],
  insertedWindowDims: [1],
  operandBatchingDims: [0],
  indicesBatchingDims: [0],
  scatterDimsToOperandDims: [1],
};

function scatterSamples(combine: ScatterCombine): readonly Sample<"scatter">[] {
  const unique = combine === "replace";
  const params = (dimensions: ScatterDimensions, mode: IndexMode, uniqueIndices = true) => ({
    dimensions,
    mode,
    combine,
    uniqueIndices,
  });
  const options = { differentiable: [0, 2], ulps: 16 };
  return [
    sample(
      `${combine}: rows`,
      (draw) => ({
        operands: [draw.distinct([4, 3]), indices([2, 1], [2, 0]), draw.floats([2, 3])],
        params: params(toRows, "fill"),
      }),
      options,
    ),
    sample(
      `${combine}: elements`,
      (draw) => ({
        operands: [draw.distinct([4, 3]), indices([3, 2], [0, 1, 3, 2, 1, 1]), draw.floats([3])],
        params: params(toElements, "clip"),
      }),
      options,
    ),
    sample(
      `${combine}: writes outside are dropped`,
      (draw) => ({
        operands: [draw.distinct([4, 3]), indices([3, 1], [-1, 2, 4]), draw.floats([3, 3])],
        params: params(toRows, "fill"),
      }),
      options,
    ),
    sample(
      `${combine}: windows, moved inside`,
      (draw) => ({
        operands: [draw.distinct([4, 5]), indices([1, 2], [4, 1]), draw.floats([1, 2, 3])],
        params: params(toWindows, "clip"),
      }),
      options,
    ),
    sample(
      `${combine}: batches in step`,
      (draw) => ({
        operands: [draw.distinct([2, 4, 3]), indices([2, 1], [3, 0]), draw.floats([2, 3])],
        params: params(stepwise, "promise"),
      }),
      options,
    ),
    // Which of several replacements stays is not defined, so only the other functions meet an index twice.
    ...(unique
      ? []
      : [
          sample<"scatter">(
            `${combine}: an index twice`,
            (draw) => ({
              operands: [draw.distinct([4]), indices([3, 1], [2, 0, 2]), draw.floats([3])],
              params: params({ ...toRows, updateWindowDims: [] }, "fill", false),
            }),
            options,
          ),
        ]),
  ];
}

export const indexingSamples: SampleTable<IndexingName> = {
  dynamicSlice: [
    sample<"dynamicSlice">(
      "inside",
      (draw) => ({ operands: [draw.floats([5, 6]), start(1), start(2)], params: { sizes: [3, 4] } }),
      all,
    ),
    sample<"dynamicSlice">(
      "beyond the end, moved inside",
      (draw) => ({ operands: [draw.floats([5, 6]), start(9), start(-3)], params: { sizes: [2, 6] } }),
      all,
    ),
  ],
  dynamicUpdateSlice: [
    sample<"dynamicUpdateSlice">(
      "inside",
      (draw) => ({ operands: [draw.floats([5, 6]), draw.floats([2, 3]), start(1), start(2)], params: {} }),
      { differentiable: [0, 1] },
    ),
    sample<"dynamicUpdateSlice">(
      "beyond the end, moved inside",
      (draw) => ({ operands: [draw.floats([5]), draw.floats([2]), start(7)], params: {} }),
      { differentiable: [0, 1] },
    ),
  ],
  gather: [
    sample<"gather">(
      "rows",
      (draw) => ({
        operands: [draw.floats([4, 3]), indices([2, 1], [2, 0])],
        params: { dimensions: rowsOf, sliceSizes: [1, 3], mode: "clip", fillValue: 0 },
      }),
      all,
    ),
    sample<"gather">(
      "a row twice",
      (draw) => ({
        operands: [draw.floats([4, 3]), indices([3, 1], [1, 2, 1])],
        params: { dimensions: rowsOf, sliceSizes: [1, 3], mode: "promise", fillValue: 0 },
      }),
      all,
    ),
    sample<"gather">(
      "rows outside, moved inside",
      (draw) => ({
        operands: [draw.floats([4, 3]), indices([3, 1], [-2, 9, 1])],
        params: { dimensions: rowsOf, sliceSizes: [1, 3], mode: "clip", fillValue: 0 },
      }),
      all,
    ),
    sample<"gather">(
      "rows outside, filled",
      (draw) => ({
        operands: [draw.floats([4, 3]), indices([3, 1], [-1, 4, 1])],
        params: { dimensions: rowsOf, sliceSizes: [1, 3], mode: "fill", fillValue: 7 },
      }),
      all,
    ),
    sample<"gather">(
      "elements, in a matrix of indices",
      (draw) => ({
        operands: [draw.floats([4, 3]), indices([2, 2, 2], [0, 1, 3, 2, 1, 1, 2, 0])],
        params: { dimensions: elementsOf, sliceSizes: [1, 1], mode: "clip", fillValue: 0 },
      }),
      all,
    ),
    sample<"gather">(
      "windows, with exchanged index components",
      (draw) => ({
        operands: [draw.floats([4, 5]), indices([2, 2], [1, 0, 3, 2])],
        params: { dimensions: windowsOf, sliceSizes: [2, 2], mode: "clip", fillValue: 0 },
      }),
      all,
    ),
    sample<"gather">(
      "batches in step",
      (draw) => ({
        operands: [draw.floats([2, 4, 3]), indices([2, 1], [3, 0])],
        params: { dimensions: inStep, sliceSizes: [1, 1, 3], mode: "clip", fillValue: 0 },
      }),
      all,
    ),
  ],
  scatter: (["replace", "add", "mul", "min", "max"] as const).flatMap(scatterSamples),
};
