import type { IndexingName, ScatterCombine } from "@proj/array/core";
import type { Body, Value } from "../body.ts";
import type { EmissionRule } from "../rule.ts";
import { inSinglePrecision } from "../single-precision.ts";
import { attribute, list, scalarType } from "../types.ts";

/** The last positions of windows, in the shape of the index vectors. */
const lastPositions = (body: Body, indices: Value, limits: readonly number[]): Value =>
  body.broadcast(body.integers(limits), indices.shape, [indices.shape.length - 1]);

/** For each index vector whether its window lies inside. */
function liesInside(body: Body, indices: Value, limits: readonly number[]): Value {
  const within = body.same("and", [
    body.compare("GE", indices, body.constant(0, "int32", indices.shape)),
    body.compare("LE", indices, lastPositions(body, indices, limits)),
  ]);
  return body.reduce("and", within, body.constant(1, "bool"), [indices.shape.length - 1]);
}

const gather: EmissionRule<"gather"> = (body, [x, indices], { dimensions, sliceSizes, mode, fillValue }, [type]) => {
  const { offsetDims, collapsedSliceDims, operandBatchingDims, indicesBatchingDims, startIndexMap } = dimensions;
  const numbers = [
    `offset_dims = ${list(offsetDims)}`,
    `collapsed_slice_dims = ${list(collapsedSliceDims)}`,
    `operand_batching_dims = ${list(operandBatchingDims)}`,
    `start_indices_batching_dims = ${list(indicesBatchingDims)}`,
    `start_index_map = ${list(startIndexMap)}`,
    `index_vector_dim = ${indices!.shape.length - 1}`,
  ];
  const attributes = [
    `dimension_numbers = #stablehlo.gather<${numbers.join(", ")}>`,
    `slice_sizes = ${attribute(sliceSizes)}`,
  ];
  // XLA moves windows inside.
  const found = body.attributed("gather", [x!, indices!], attributes, type!);
  if (mode !== "fill" || startIndexMap.length === 0) return [found];
  const limits = startIndexMap.map((axis) => x!.shape[axis]! - sliceSizes[axis]!);
  const batchAxes = type!.shape.map((_, axis) => axis).filter((axis) => !offsetDims.includes(axis));
  const inside = body.broadcast(liesInside(body, indices!, limits), type!.shape, batchAxes);
  return [body.select(inside, found, body.constant(fillValue, type!.dtype, type!.shape))];
};

const combinations: { readonly [C in ScatterCombine]: string | null } = {
  replace: null,
  add: "add",
  mul: "multiply",
  min: "minimum",
  max: "maximum",
};

const scatter: EmissionRule<"scatter"> = (body, [x, indices, updates], params, [type]) => {
  const { dimensions, mode, combine, uniqueIndices } = params;
  const { updateWindowDims, insertedWindowDims, operandBatchingDims, indicesBatchingDims, scatterDimsToOperandDims } =
    dimensions;
  const moving = x!.shape
    .map((_, axis) => axis)
    .filter((axis) => !insertedWindowDims.includes(axis) && !operandBatchingDims.includes(axis));
  const sizeAlong = (axis: number): number => {
    const place = moving.indexOf(axis);
    return place < 0 ? 1 : updates!.shape[updateWindowDims[place]!]!;
  };
  const limits = scatterDimsToOperandDims.map((axis) => x!.shape[axis]! - sizeAlong(axis));
  // XLA drops windows that are not inside.
  const clipped =
    mode === "clip" && limits.length > 0
      ? body.same("clamp", [body.constant(0, "int32", indices!.shape), indices!, lastPositions(body, indices!, limits)])
      : indices!;
  const element = scalarType(x!.dtype);
  const operation = combinations[combine];
  const region = body.region([element, element], ([old, update]) => [
    operation === null ? update! : body.same(operation, [old!, update!]),
  ]);
  const numbers = [
    `update_window_dims = ${list(updateWindowDims)}`,
    `inserted_window_dims = ${list(insertedWindowDims)}`,
    `input_batching_dims = ${list(operandBatchingDims)}`,
    `scatter_indices_batching_dims = ${list(indicesBatchingDims)}`,
    `scatter_dims_to_operand_dims = ${list(scatterDimsToOperandDims)}`,
    `index_vector_dim = ${indices!.shape.length - 1}`,
  ];
  const attributes = `scatter_dimension_numbers = #stablehlo.scatter<${numbers.join(", ")}>, unique_indices = ${uniqueIndices}`;
  return body.withRegions("stablehlo.scatter", [x!, clipped, updates!], attributes, [region], [type!]);
};

export const indexingRules: { readonly [P in IndexingName]: EmissionRule<P> } = {
  dynamicSlice: (body, [x, ...starts], { sizes }) => [body.dynamicSlice(x!, starts, sizes)],
  dynamicUpdateSlice: (body, [x, update, ...starts]) => [body.dynamicUpdateSlice(x!, update!, starts)],
  gather,
  scatter: inSinglePrecision(scatter),
};
