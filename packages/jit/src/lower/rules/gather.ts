import { castScalar, defect, isUnsigned, Variable, type Equation } from "@proj/array/core";
import type { ExpressionId } from "../../program/program.ts";
import { express, type LoopContext } from "../express.ts";
import { composeView, fixedIndex, type AxisIndex, type IndexMap } from "../index-map.ts";

/** A load at a computed place. */
export function expressGather(
  context: LoopContext,
  equation: Equation<"gather">,
  _: Variable,
  map: IndexMap,
): ExpressionId {
  const [operand, indices] = equation.inputs;
  const { dimensions, sliceSizes, mode, fillValue } = equation.params;
  const rank = context.domain.length;
  const batchAxes = map.filter((_, axis) => !dimensions.offsetDims.includes(axis));
  const offsetAxes = map.filter((_, axis) => dimensions.offsetDims.includes(axis));
  const place = operand instanceof Variable ? context.locate(operand, false) : null;
  if (place === null) throw defect("lowering: the operand of a gather has no buffer");
  let window = 0;
  const operandIndex: AxisIndex[] = sliceSizes.map((_, axis) => {
    const batching = dimensions.operandBatchingDims.indexOf(axis);
    if (batching >= 0) return batchAxes[dimensions.indicesBatchingDims[batching]!]!;
    return dimensions.collapsedSliceDims.includes(axis) ? fixedIndex(0, rank) : offsetAxes[window++]!;
  });
  const components = dimensions.startIndexMap.map((axis, component) => {
    const value = express(context, indices, [...batchAxes, fixedIndex(component, rank)]);
    return {
      value: asInt32(context, value),
      limit: place.shape[axis]! - sliceSizes[axis]!,
      stride: place.strides[axis]!,
    };
  });
  return context.builder.add({
    op: "gather",
    dtype: place.dtype,
    view: composeView(place, operandIndex, rank),
    indices: components,
    mode: mode === "fill" ? "fill" : "clip",
    fill: castScalar(fillValue, place.dtype),
  });
}

/** Indices of other types as int32; those beyond its range become its ends, which are beyond every array. */
function asInt32({ builder }: LoopContext, value: ExpressionId): ExpressionId {
  if (builder.dtypeOf(value) === "int32") return value;
  const dtype = builder.dtypeOf(value);
  const bounded = (name: "min" | "max", x: ExpressionId, bound: number): ExpressionId =>
    builder.add({ op: "binary", dtype, name, x, y: builder.constant(bound, dtype) });
  const low = isUnsigned(dtype) ? value : bounded("max", value, -(2 ** 31));
  return builder.add({ op: "convert", dtype: "int32", x: bounded("min", low, 2 ** 31 - 1) });
}
