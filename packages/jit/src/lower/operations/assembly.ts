import { Literal, sizeOf, type Atom, type Equation } from "@proj/array/core";
import type { DynamicIndex } from "../../program.ts";
import type { Block } from "../block.ts";
import { express } from "../express.ts";
import { identityMap, type AxisIndex } from "../index-map.ts";
import { sliceView, type StridedArray } from "../strided-array.ts";

/** Each operand is stored into its part of the result by the loop that computes it. */
export function lowerConcatenate(block: Block, equation: Equation<"concatenate">): void {
  const { dimension } = equation.params;
  const output = equation.outputs[0]!;
  const target = block.destination(output);
  const unit = target.shape.map(() => 1);
  let start = 0;
  let level = 0;
  for (const operand of equation.inputs) {
    const { shape } = operand.aval;
    const part = sliceView(
      target,
      target.shape.map((_, axis) => (axis === dimension ? start : 0)),
      shape,
      unit,
    );
    if (sizeOf(shape) > 0) level = Math.max(level, block.store(operand, part));
    start += shape[dimension]!;
  }
  block.place(output, target, { byLoops: level + 1, byOpaque: level + 1, loop: null });
}

/** The padding value is stored everywhere first, then the elements that stay inside. */
export function lowerPad(block: Block, equation: Equation<"pad">): void {
  const [x, value] = equation.inputs;
  const { low, high, interior } = equation.params;
  const output = equation.outputs[0]!;
  const target = block.destination(output);
  const fill = block.need(value, false);
  block.storeComputed({
    level: fill,
    parallel: output.aval.shape,
    reduced: [],
    fold: null,
    target,
    value: (context) => express(context, value, []),
  });

  // Element i of an axis goes to low + i · (interior + 1); those outside are cut.
  const first = low.map((amount, axis) => Math.max(0, Math.ceil(-amount / (interior[axis]! + 1))));
  const last = x.aval.shape.map(
    (length, axis) => length - Math.max(0, Math.ceil(-high[axis]! / (interior[axis]! + 1))),
  );
  const kept = first.map((begin, axis) => Math.max(0, last[axis]! - begin));
  const start = low.map((amount, axis) => amount + first[axis]! * (interior[axis]! + 1));
  const level = Math.max(fill + 1, block.need(x, false));
  if (sizeOf(kept) > 0) {
    block.storeComputed({
      level,
      parallel: kept,
      reduced: [],
      fold: null,
      target: sliceView(
        target,
        start,
        kept,
        interior.map((amount) => amount + 1),
      ),
      value: (context) => express(context, x, shifted(first)),
    });
  }
  block.place(output, target, { byLoops: level + 1, byOpaque: level + 1, loop: null });
}

const shifted = (offsets: readonly number[]): AxisIndex[] =>
  identityMap(offsets.length).map((index, axis) => ({ ...index, offset: offsets[axis]! }));

/** A window of `array` whose start is computed, clamped so that it fits. */
export function windowAt(
  block: Block,
  array: StridedArray,
  starts: readonly Atom[],
  sizes: readonly number[],
): StridedArray {
  let { offset } = array;
  const dynamic: DynamicIndex[] = [...array.dynamic];
  starts.forEach((start, axis) => {
    const atom = block.resolve(start);
    const limit = array.shape[axis]! - sizes[axis]!;
    const stride = array.strides[axis]!;
    if (atom instanceof Literal) offset += Math.min(limit, Math.max(0, atom.value)) * stride;
    else if (limit > 0) {
      const { buffer, offset: at, dynamic: inner } = block.located(atom);
      dynamic.push({ kind: "element", at: { buffer, offset: at, strides: [], dynamic: inner }, limit, stride });
    }
  });
  return { ...array, offset, dynamic, shape: sizes };
}

/** A slice at a computed place is a view whose offset is read when a step starts. */
export function lowerDynamicSlice(block: Block, equation: Equation<"dynamicSlice">): void {
  const [operand, ...starts] = equation.inputs;
  const output = equation.outputs[0]!;
  const view = windowAt(block, block.located(operand!), starts, equation.params.sizes);
  block.placeOpaque(output, view, block.opaqueLevel(equation.inputs));
}

/** The operand is copied, then the update stored at the computed place. */
export function lowerDynamicUpdateSlice(block: Block, equation: Equation<"dynamicUpdateSlice">): void {
  const [operand, update, ...starts] = equation.inputs;
  const output = equation.outputs[0]!;
  const target = block.destination(output);
  const copied = block.store(operand!, target);
  const window = windowAt(block, target, starts, update!.aval.shape);
  const level = block.store(update!, window, Math.max(copied + 1, block.opaqueLevel(starts)));
  block.place(output, target, { byLoops: level + 1, byOpaque: level + 1, loop: null });
}
