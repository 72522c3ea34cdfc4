import { sizeOf, type Atom, type Equation, type OrderingName } from "@proj/array/core";
import type { View } from "../../program/program.ts";
import type { Block } from "../block.ts";
import type { LoweringRule } from "../rule.ts";
import { axesWithLast, transposeView } from "../strided-array.ts";

/** Lowers a sort along one axis. */
function lowerSort(block: Block, equation: Equation<"sort">): void {
  const { dimension, numKeys } = equation.params;
  const shape = equation.inputs[0]!.aval.shape;
  const order = axesWithLast(shape.length, dimension);
  const isPositions = (input: Atom): boolean => {
    const iota = block.definition(input, "iota");
    return iota !== null && iota.params.dimension === dimension && iota.params.dtype === "int32";
  };
  const keys = equation.inputs.slice(0, numKeys);
  const moved = equation.inputs.flatMap((input, index) => {
    const result = equation.outputs[index]!;
    return block.isRead(result) ? [{ input: isPositions(input) ? null : input, result }] : [];
  });
  const arrays = new Map(
    [...keys, ...moved.flatMap(({ input }) => input ?? [])].map((input) => [input, block.located(input)]),
  );
  const viewOf = (input: Atom): View => transposeView(arrays.get(input)!, order);
  const targets = moved.map(({ result }) => block.destination(result));
  const level = block.opaqueLevel([...arrays.keys()]);
  const length = shape[dimension]!;
  const workspaceSize = block.program.limits.sortWorkspace(sizeOf(shape) / Math.max(1, length), length);
  const workspace = block.program.buffer("int32", workspaceSize, "scratch", block.depth);
  block.run(level, {
    kind: "sort",
    domain: order.map((axis) => shape[axis]!),
    keys: keys.map((input) => ({ dtype: input.aval.dtype, input: viewOf(input) })),
    moved: moved.map(({ input, result }, index) => ({
      dtype: result.aval.dtype,
      input: input === null ? null : viewOf(input),
      output: transposeView(targets[index]!, order),
    })),
    workspace,
    shared: false,
  });
  moved.forEach(({ result }, index) => block.placeOpaque(result, targets[index]!, level));
}

export const orderingLoweringRules: { readonly [P in OrderingName]: LoweringRule<P> } = {
  sort: { role: "opaque", lower: lowerSort },
};
