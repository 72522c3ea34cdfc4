import {
  booleanOption,
  choiceOption,
  integerOption,
  listOption,
  numberOption,
  type OptionReaders,
} from "@proj/tree/core";
import { toPositions } from "../core/operands.ts";
import type { GatherDimensions, Params, ScatterDimensions } from "../core/primitives.ts";
import { bind } from "../core/trace.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { allOf, operand } from "./apply.ts";

const axes = listOption(integerOption(0));
const mode = choiceOption("clip", "fill", "promise");

const gatherDimensions: OptionReaders<GatherDimensions> = {
  offsetDims: axes,
  collapsedSliceDims: axes,
  operandBatchingDims: axes,
  indicesBatchingDims: axes,
  startIndexMap: axes,
};

const gatherParams: OptionReaders<Params<"gather">> = {
  dimensions: (value) => allOf("gather", value as GatherDimensions, gatherDimensions),
  sliceSizes: axes,
  mode,
  fillValue: (value, place) => (typeof value === "bigint" ? value : numberOption(value, place)),
};

const scatterDimensions: OptionReaders<ScatterDimensions> = {
  updateWindowDims: axes,
  insertedWindowDims: axes,
  operandBatchingDims: axes,
  indicesBatchingDims: axes,
  scatterDimsToOperandDims: axes,
};

const scatterParams: OptionReaders<Params<"scatter">> = {
  dimensions: (value) => allOf("scatter", value as ScatterDimensions, scatterDimensions),
  mode,
  combine: choiceOption("replace", "add", "mul", "min", "max"),
  uniqueIndices: booleanOption,
};

/**
 * Windows of an array at positions that are data.
 *
 * @param indices - integers; their last axis holds the index vectors.
 * @param params - how axes correspond (see `GatherDimensions`), the windows' lengths, and what happens outside.
 * @example
 * import { array } from "@proj/array";
 * import { gather } from "@proj/array/lax";
 * const dimensions = {
 *   offsetDims: [],
 *   collapsedSliceDims: [0],
 *   operandBatchingDims: [],
 *   indicesBatchingDims: [],
 *   startIndexMap: [0],
 * };
 * const places = array([[2], [0]], { dtype: "int32" });
 * gather(array([10, 20, 30]), places, { dimensions, sliceSizes: [1], mode: "clip", fillValue: 0 }); // → [30, 10]
 */
export function gather(x: NDArray, indices: NDArray, params: Params<"gather">): NDArray {
  const read = allOf("gather", params, gatherParams);
  return bind("gather", [operand("gather", x), toPositions(operand("gather", indices))], read)[0];
}

/**
 * The array with windows at positions that are data replaced by updates, or combined with them.
 *
 * @param indices - integers; their last axis holds the index vectors.
 * @param params - how axes correspond (see `ScatterDimensions`), how values combine, and what happens outside.
 * @example
 * import { array } from "@proj/array";
 * import { scatter } from "@proj/array/lax";
 * const dimensions = {
 *   updateWindowDims: [],
 *   insertedWindowDims: [0],
 *   operandBatchingDims: [],
 *   indicesBatchingDims: [],
 *   scatterDimsToOperandDims: [0],
 * };
 * const places = array([[2], [2]], { dtype: "int32" });
 * scatter(array([0, 0, 0]), places, array([1, 5]), { dimensions, mode: "fill", combine: "add", uniqueIndices: false }); // → [0, 0, 6]
 */
export function scatter(x: NDArray, indices: NDArray, updates: NDArray, params: Params<"scatter">): NDArray {
  const read = allOf("scatter", params, scatterParams);
  return bind(
    "scatter",
    [operand("scatter", x), toPositions(operand("scatter", indices)), operand("scatter", updates)],
    read,
  )[0];
}
