import { Literal, type Atom, type Equation, type IndexingName, realNumber } from "@proj/array/core";
import type { DynamicIndex } from "../../program/program.ts";
import type { Block } from "../block.ts";
import type { LoweringRule } from "../rule.ts";
import type { StridedArray } from "../strided-array.ts";
import { expressGather } from "./gather.ts";
import { lowerScatter } from "./scatter.ts";

/** A window of `array` whose start is computed, clamped so that it fits. */
function windowAt(
  block: Block,
  array: StridedArray,
  starts: readonly Atom[],
  sizes: readonly number[],
  located = (atom: Atom): StridedArray => block.located(atom),
): StridedArray {
  let { offset } = array;
  const dynamic: DynamicIndex[] = [...array.dynamic];
  starts.forEach((start, axis) => {
    const atom = block.resolve(start);
    const limit = array.shape[axis]! - sizes[axis]!;
    const stride = array.strides[axis]!;
    if (atom instanceof Literal) offset += Math.min(limit, Math.max(0, realNumber(atom.value))) * stride;
    else if (limit > 0) {
      const { buffer, offset: at, dynamic: inner } = located(atom);
      dynamic.push({ kind: "element", at: { buffer, offset: at, strides: [], dynamic: inner }, limit, stride });
    }
  });
  return { ...array, offset, dynamic, shape: sizes };
}

/** A slice at a computed place is a view whose offset is read when a step starts. */
function lowerDynamicSlice(block: Block, equation: Equation<"dynamicSlice">): void {
  const [operand, ...starts] = equation.inputs;
  const output = equation.outputs[0]!;
  const view = windowAt(block, block.located(operand!), starts, equation.params.sizes);
  const level = block.opaqueLevel(equation.inputs);
  if (!block.isCopied(output)) {
    block.placeOpaque(output, view, level);
    return;
  }
  const target = block.destination(output);
  block.copy(view, target, level);
  block.placeStored(output, target, level);
}

/** The operand is copied, unless it may be changed, then the update stored at the computed place. */
function lowerDynamicUpdateSlice(block: Block, equation: Equation<"dynamicUpdateSlice">): void {
  const [operand, update, ...starts] = equation.inputs;
  const output = equation.outputs[0]!;
  const changed = block.changedInPlace(output);
  if (changed !== null) {
    block.change(output, (located) => {
      const window = windowAt(block, changed, starts, update!.aval.shape, located);
      const from = located(update!);
      return (level) => {
        block.copy(from, window, level);
      };
    });
    return;
  }
  const target = block.destination(output);
  const copied = block.store(operand!, target);
  const window = windowAt(block, target, starts, update!.aval.shape);
  const level = block.store(update!, window, Math.max(copied + 1, block.opaqueLevel(starts)));
  block.placeStored(output, target, level);
}

export const indexingLoweringRules: { readonly [P in IndexingName]: LoweringRule<P> } = {
  dynamicSlice: { role: "opaque", lower: lowerDynamicSlice },
  dynamicUpdateSlice: { role: "assembly", lower: lowerDynamicUpdateSlice },
  gather: { role: "gather", cost: () => 8, express: expressGather },
  scatter: { role: "opaque", lower: lowerScatter },
};
