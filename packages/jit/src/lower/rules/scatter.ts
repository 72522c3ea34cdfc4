import { sizeOf, type Equation } from "@proj/array/core";
import type { IndexComponent, View } from "../../program/program.ts";
import type { Block } from "../block.ts";
import { transposeView } from "../strided-array.ts";

/** The operand is copied, then the updates are written one after the other. */
export function lowerScatter(block: Block, equation: Equation<"scatter">): void {
  const [operand, indices, updates] = equation.inputs;
  const { dimensions, mode, combine } = equation.params;
  const output = equation.outputs[0]!;
  const target = block.destination(output);
  const copied = block.store(operand, target);
  const places = block.located(indices);
  const level = Math.max(copied + 1, block.opaqueLevel([indices, updates]));

  // Windows one after the other: where they overlap, the later one is written later.
  const { updateWindowDims } = dimensions;
  const order = [
    ...updates.aval.shape.flatMap((_, axis) => (updateWindowDims.includes(axis) ? [] : [axis])),
    ...updateWindowDims,
  ];
  const source = transposeView(block.located(updates), order);
  const domain = source.shape;
  const firstOfWindow = domain.length - updateWindowDims.length;
  const strides = domain.map(() => 0);
  const windowSize = target.shape.map(() => 1);
  let window = firstOfWindow;
  target.shape.forEach((_, axis) => {
    if (dimensions.insertedWindowDims.includes(axis)) return;
    const batching = dimensions.operandBatchingDims.indexOf(axis);
    const domainAxis = batching >= 0 ? dimensions.indicesBatchingDims[batching]! : window++;
    strides[domainAxis] = strides[domainAxis]! + target.strides[axis]!;
    if (batching < 0) windowSize[axis] = domain[domainAxis]!;
  });
  const components: IndexComponent<View>[] = dimensions.scatterDimsToOperandDims.map((axis, component) => ({
    value: {
      buffer: places.buffer,
      offset: places.offset + component * places.strides.at(-1)!,
      strides: [...places.strides.slice(0, -1), ...updateWindowDims.map(() => 0)],
      dynamic: places.dynamic,
    },
    limit: target.shape[axis]! - windowSize[axis]!,
    stride: target.strides[axis]!,
  }));
  // An array without elements has no place for any update.
  if (sizeOf(target.shape) > 0)
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
