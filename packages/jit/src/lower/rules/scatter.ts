import { sizeOf, type Equation } from "@proj/array/core";
import type { IndexComponent, Scatter, View } from "../../program/program.ts";
import type { Block } from "../block.ts";
import { transposeView, type StridedArray } from "../strided-array.ts";

/** The operand is copied, unless it may be changed, then the updates are written one after the other. */
export function lowerScatter(block: Block, equation: Equation<"scatter">): void {
  const [operand, indices, updates] = equation.inputs;
  const output = equation.outputs[0]!;
  const changed = block.changedInPlace(output);
  if (changed !== null) {
    block.change(output, (located) => {
      const step = scatterInto(changed, located(indices), located(updates), equation.params);
      return (level) => {
        block.run(level, ...step);
      };
    });
    return;
  }
  const target = block.destination(output);
  const copied = block.store(operand, target);
  const step = scatterInto(target, block.located(indices), block.located(updates), equation.params);
  const level = Math.max(copied + 1, block.opaqueLevel([indices, updates]));
  block.run(level, ...step);
  block.placeOpaque(output, target, level);
}

/** The step that writes updates to their places in `target`; none if an array without elements has no place for them. */
function scatterInto(
  target: StridedArray,
  places: StridedArray,
  updates: StridedArray,
  { dimensions, mode, combine }: Equation<"scatter">["params"],
): Scatter[] {
  if (sizeOf(target.shape) === 0) return [];
  // Windows one after the other: where they overlap, the later one is written later.
  const { updateWindowDims } = dimensions;
  const order = [
    ...updates.shape.flatMap((_, axis) => (updateWindowDims.includes(axis) ? [] : [axis])),
    ...updateWindowDims,
  ];
  const source = transposeView(updates, order);
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
  return [
    {
      kind: "scatter",
      dtype: target.dtype,
      combine,
      domain,
      updates: { buffer: source.buffer, offset: source.offset, strides: source.strides, dynamic: source.dynamic },
      indices: components,
      mode: mode === "fill" ? "fill" : "clip",
      target: { buffer: target.buffer, offset: target.offset, strides, dynamic: target.dynamic },
      shared: false,
    },
  ];
}
