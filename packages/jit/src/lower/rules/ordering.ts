import { sizeOf, type Atom, type Equation, type OrderingName } from "@proj/array/core";
import type { Sort, View } from "../../program/program.ts";
import type { Block } from "../block.ts";
import type { LoweringRule } from "../rule.ts";
import { axesWithLast, transposeView } from "../strided-array.ts";

/** Lowers a sort along one axis: only what is read is put in order, and positions along the axis are counted. */
function lowerSort(block: Block, equation: Equation<"sort">): void {
  const { program } = block;
  const { inputs, outputs } = equation;
  const { dimension, numKeys } = equation.params;
  const shape = inputs[0]!.aval.shape;
  const length = shape[dimension]!;
  const rows = sizeOf(shape) / Math.max(1, length);
  const order = axesWithLast(shape.length, dimension);
  const read = outputs.flatMap((result, index) => {
    const input = inputs[index]!;
    const counts = block.definition(input, "iota")?.params;
    const isCounted = counts?.dimension === dimension && counts.dtype === "int32";
    return block.isRead(result) ? [{ result, input: isCounted ? null : input, target: block.destination(result) }] : [];
  });
  const viewOf = (input: Atom): View => transposeView(block.located(input), order);
  const keys = inputs.slice(0, numKeys);
  const step: Sort = {
    kind: "sort",
    domain: order.map((axis) => shape[axis]!),
    keys: keys.map((input) => ({ dtype: input.aval.dtype, input: viewOf(input) })),
    moved: read.map(({ result, input, target }) => ({
      dtype: result.aval.dtype,
      input: input && viewOf(input),
      output: transposeView(target, order),
    })),
    workspace: program.buffer("int32", program.limits.sortWorkspace(rows, length), "scratch", block.depth),
    shared: false,
  };
  const level = block.opaqueLevel([...keys, ...read.flatMap(({ input }) => input ?? [])]);
  block.run(level, step);
  for (const { result, target } of read) block.placeOpaque(result, target, level);
}

export const orderingLoweringRules: { readonly [P in OrderingName]: LoweringRule<P> } = {
  sort: { role: "opaque", lower: lowerSort },
};
