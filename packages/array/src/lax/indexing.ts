import {
  booleanOption,
  choiceOption,
  integerOption,
  listOption,
  numberOption,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import { convert, toPositions } from "../core/operands.ts";
import type { GatherDimensions, Params, ScatterDimensions } from "../core/primitives.ts";
import { isInteger } from "../core/types/dtype.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { allOf, axisOf, integers, operand, operandList } from "./apply.ts";
import { add, lt, rem } from "./binary.ts";
import { checkGather, checkScatter } from "./dimension-numbers.ts";
import { select } from "./elementwise.ts";
import { gathered, scattered } from "../core/gather-scatter.ts";
import { concatenate, reshape } from "./movement.ts";

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

/**
 * Elements, or windows of the axes that are not named, at positions along some axes; negative positions count from the end.
 *
 * @param x - the array.
 * @param indices - a list of integers [n], one for each of the axes.
 * @param axes - which axes of `x`, in order.
 * @returns [n, ...the other axes]
 * @throws UsageError when there is not one list of positions for each axis.
 * @example
 * import { array } from "@proj/array";
 * import { indexTake } from "@proj/array/lax";
 * const x = array([[1, 2], [3, 4], [5, 6]]);
 * indexTake(x, [array([0, -1], "int32")], [0]); // → [[1, 2], [5, 6]]
 * indexTake(x, [array([0, 2], "int32"), array([1, 0], "int32")], [0, 1]); // → [2, 5]
 */
export function indexTake(x: NDArray, indices: readonly NDArray[], axes: readonly number[]): NDArray {
  const name = "indexTake";
  const positions = operandList(name, indices).map((index) => toPositions(operand(name, index)));
  const along = integers(name, "axes", axes).map((axis) => axisOf(name, x, axis));
  const rising = along.every((axis, place) => place === 0 || axis > along[place - 1]!);
  const fits = positions.every(
    ({ ndim, length, dtype }) => ndim === 1 && length === positions[0]!.length && isInteger(dtype),
  );
  if (!fits || !rising || along.length !== positions.length) {
    throw new UsageError({
      operation: `lax.${name}`,
      received: `${positions.map((index) => index.describe()).join(", ")} along the axes [${along.join()}] of ${x.describe()}`,
      expected: "a list of integers for each axis, all of one length, and axes in order",
      remedy: "broadcast the lists to one length, and sort the axes",
    });
  }
  const columns = positions.map((index, place) => {
    const wrapped = rem(index, x.shape[along[place]!]!);
    return convert(select(lt(wrapped, 0), add(wrapped, x.shape[along[place]!]!), wrapped), "int32");
  });
  const vectors = concatenate(
    columns.map((column) => reshape(column, [column.length, 1])),
    1,
  );
  const dimensions: GatherDimensions = {
    offsetDims: Array.from({ length: x.ndim - along.length }, (_, k) => k + 1),
    collapsedSliceDims: along,
    operandBatchingDims: [],
    indicesBatchingDims: [],
    startIndexMap: along,
  };
  const sliceSizes = x.shape.map((length, axis) => (along.includes(axis) ? 1 : length));
  return gathered(x, vectors, { dimensions, sliceSizes, mode: "promise", fillValue: 0 });
}

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
 * @throws UsageError for dimension numbers that do not fit the arrays.
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
  checkGather(operand("gather", x), operand("gather", indices), read);
  return gathered(x, indices, read);
}

/**
 * The array with windows at positions that are data replaced by updates, or combined with them.
 *
 * @param indices - integers; their last axis holds the index vectors.
 * @param params - how axes correspond (see `ScatterDimensions`), how values combine, and what happens outside.
 * @throws UsageError for dimension numbers that do not fit the arrays.
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
  checkScatter(operand("scatter", x), operand("scatter", indices), operand("scatter", updates), read);
  return scattered(x, indices, updates, read);
}
