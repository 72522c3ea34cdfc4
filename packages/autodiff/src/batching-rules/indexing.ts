import type { NDArray } from "@proj/array";
import {
  bind,
  gathered,
  range,
  scattered,
  type GatherDimensions,
  type IndexingName,
  type Params,
  type ScatterDimensions,
} from "@proj/array/core";
import { broadcastedIota, concatenate, constantLike, convertElementType, reshape } from "@proj/array/lax";
import { batchAt, frontIfBatched, inserted } from "./layout.ts";
import type { BatchAxis, BatchingRule } from "./rule.ts";

const up = (axes: readonly number[]): number[] => axes.map((axis) => axis + 1);

/** A gather of which only the array, only the indices, or both have a batch axis in front. */
function batchedGather(params: Params<"gather">, array: boolean, indices: boolean, size: number): Params<"gather"> {
  const { dimensions, sliceSizes } = params;
  const d = dimensions;
  const inStep = array && indices;
  const window = array && !indices;
  const ofArray = array ? up : (axes: readonly number[]): readonly number[] => axes;
  const ofIndices = indices ? up : (axes: readonly number[]): readonly number[] => axes;
  const batched: GatherDimensions = {
    offsetDims: [...(window ? [0] : []), ...up(d.offsetDims)],
    collapsedSliceDims: ofArray(d.collapsedSliceDims),
    operandBatchingDims: [...(inStep ? [0] : []), ...ofArray(d.operandBatchingDims)],
    indicesBatchingDims: [...(inStep ? [0] : []), ...ofIndices(d.indicesBatchingDims)],
    startIndexMap: ofArray(d.startIndexMap),
  };
  // In step with the indices the array gives one member at a time; otherwise each window takes in all members.
  const sizes = array ? [inStep ? 1 : size, ...sliceSizes] : sliceSizes;
  return { ...params, dimensions: batched, sliceSizes: sizes };
}

const gatherBatching: BatchingRule<"gather"> = ([x, indices], [axis, indicesAxis], params, { size }) => {
  const batched = batchedGather(params, axis !== null, indicesAxis !== null, size);
  return [[gathered(frontIfBatched(x, axis), frontIfBatched(indices, indicesAxis), batched)], [0]];
};

/** A scatter whose array and updates have a batch axis in front, and the indices perhaps. */
function batchedScatter(params: Params<"scatter">, indices: boolean): Params<"scatter"> {
  const d = params.dimensions;
  const batched: ScatterDimensions = {
    updateWindowDims: [...(indices ? [] : [0]), ...up(d.updateWindowDims)],
    insertedWindowDims: up(d.insertedWindowDims),
    operandBatchingDims: [...(indices ? [0] : []), ...up(d.operandBatchingDims)],
    indicesBatchingDims: indices ? [0, ...up(d.indicesBatchingDims)] : d.indicesBatchingDims,
    scatterDimsToOperandDims: up(d.scatterDimsToOperandDims),
  };
  return { ...params, dimensions: batched };
}

const scatterBatching: BatchingRule<"scatter"> = ([x, indices, updates], [axis, at, from], params, { size }) => {
  const batched = batchedScatter(params, at !== null);
  return [
    [scattered(batchAt(x, axis, 0, size), frontIfBatched(indices, at), batchAt(updates, from, 0, size), batched)],
    [0],
  ];
};

/** Starts that differ between members, as the index vectors of a gather or scatter. */
function indexVectors(starts: readonly NDArray[], axes: readonly BatchAxis[], size: number): NDArray {
  const columns = starts.map((start, k) =>
    reshape(batchAt(convertElementType(start, "int32"), axes[k]!, 0, size), [size, 1]),
  );
  return columns.length === 0 ? broadcastedIota("int32", [size, 0], 0) : concatenate(columns, 1);
}

const shared = (axes: readonly BatchAxis[]): boolean => axes.every((axis) => axis === null);

const dynamicSliceBatching: BatchingRule<"dynamicSlice"> = (operands, [axis, ...starts], { sizes }, context) => {
  const { size } = context;
  const [x, ...places] = operands;
  if (shared(starts)) {
    const first = constantLike(places[0]!, 0);
    const slice = { sizes: inserted(sizes, axis!, size) };
    return [bind("dynamicSlice", [x!, ...inserted(places, axis!, first)], slice), [axis!]];
  }
  const member: Params<"gather"> = {
    dimensions: {
      offsetDims: range(sizes.length),
      collapsedSliceDims: [],
      operandBatchingDims: [],
      indicesBatchingDims: [],
      startIndexMap: range(sizes.length),
    },
    sliceSizes: sizes,
    mode: "clip",
    fillValue: 0,
  };
  return gatherBatching([x!, indexVectors(places, starts, size)], [axis!, 0], member, context);
};

const dynamicUpdateSliceBatching: BatchingRule<"dynamicUpdateSlice"> = (operands, axes, _, context) => {
  const { size } = context;
  const [x, update, ...places] = operands;
  const [axis, updateAxis, ...starts] = axes;
  if (shared(starts)) {
    const at = axis ?? updateAxis!;
    const batch = [batchAt(x!, axis!, at, size), batchAt(update!, updateAxis!, at, size)];
    return [bind("dynamicUpdateSlice", [...batch, ...inserted(places, at, constantLike(places[0]!, 0))], {}), [at]];
  }
  const rank = places.length;
  const member: Params<"scatter"> = {
    dimensions: {
      updateWindowDims: range(rank),
      insertedWindowDims: [],
      operandBatchingDims: [],
      indicesBatchingDims: [],
      scatterDimsToOperandDims: range(rank),
    },
    mode: "clip",
    combine: "replace",
    uniqueIndices: true,
  };
  return scatterBatching([x!, indexVectors(places, starts, size), update!], [axis!, 0, updateAxis!], member, context);
};

export const indexingBatchingRules: { readonly [P in IndexingName]: BatchingRule<P> } = {
  dynamicSlice: dynamicSliceBatching,
  dynamicUpdateSlice: dynamicUpdateSliceBatching,
  gather: gatherBatching,
  scatter: scatterBatching,
};
