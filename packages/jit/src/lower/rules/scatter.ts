import type { Equation } from "@proj/array/core";
import type { IndexComponent, View } from "../../program/program.ts";
import type { Block } from "../block.ts";

/** The operand is copied, then the updates are written one after the other. */
export function lowerScatter(block: Block, equation: Equation<"scatter">): void {
  const [operand, indices, updates] = equation.inputs;
  const { dimensions, mode, combine } = equation.params;
  const output = equation.outputs[0]!;
  const target = block.destination(output);
  const copied = block.store(operand, target);
  const places = block.located(indices);
  const source = block.located(updates);
  const level = Math.max(copied + 1, block.opaqueLevel([indices, updates]));

  const domain = updates.aval.shape;
  const batchAxes = domain.flatMap((_, axis) => (dimensions.updateWindowDims.includes(axis) ? [] : [axis]));
  const windowAxes = [...dimensions.updateWindowDims];
  const strides = domain.map(() => 0);
  const windowSize = target.shape.map(() => 1);
  let window = 0;
  target.shape.forEach((_, axis) => {
    if (dimensions.insertedWindowDims.includes(axis)) return;
    const batching = dimensions.operandBatchingDims.indexOf(axis);
    if (batching >= 0) {
      const domainAxis = batchAxes[dimensions.indicesBatchingDims[batching]!]!;
      strides[domainAxis] = strides[domainAxis]! + target.strides[axis]!;
      return;
    }
    const domainAxis = windowAxes[window++]!;
    strides[domainAxis] = strides[domainAxis]! + target.strides[axis]!;
    windowSize[axis] = domain[domainAxis]!;
  });
  const components: IndexComponent<View>[] = dimensions.scatterDimsToOperandDims.map((axis, component) => {
    const indexStrides = domain.map(() => 0);
    batchAxes.forEach((domainAxis, position) => (indexStrides[domainAxis] = places.strides[position]!));
    return {
      value: {
        buffer: places.buffer,
        offset: places.offset + component * places.strides.at(-1)!,
        strides: indexStrides,
        dynamic: places.dynamic,
      },
      limit: target.shape[axis]! - windowSize[axis]!,
      stride: target.strides[axis]!,
    };
  });
  block.run(level, {
    kind: "scatter",
    dtype: target.dtype,
    combine,
    domain,
    updates: { buffer: source.buffer, offset: source.offset, strides: source.strides, dynamic: source.dynamic },
    indices: components,
    mode: mode === "fill" ? "fill" : "clip",
    target: { buffer: target.buffer, offset: target.offset, strides, dynamic: target.dynamic },
  });
  block.placeOpaque(output, target, level);
}
