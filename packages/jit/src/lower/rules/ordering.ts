import { sizeOf, type Equation, type OrderingName } from "@proj/array/core";
import type { Block } from "../block.ts";
import type { LoweringRule } from "../rule.ts";
import { axesWithLast, transposeView } from "../strided-array.ts";

/** Lowers a sort along one axis. */
function lowerSort(block: Block, equation: Equation<"sort">): void {
  const { dimension, numKeys } = equation.params;
  const shape = equation.inputs[0]!.aval.shape;
  const order = axesWithLast(shape.length, dimension);
  const operands = equation.inputs.map((input, index) => {
    const source = block.located(input);
    const target = block.destination(equation.outputs[index]!);
    return { target, dtype: source.dtype, input: transposeView(source, order), output: transposeView(target, order) };
  });
  const level = block.opaqueLevel(equation.inputs);
  const length = shape[dimension]!;
  const workspaceSize = block.program.limits.sortWorkspace(sizeOf(shape) / Math.max(1, length), length);
  const workspace = block.program.buffer("int32", workspaceSize, "scratch", block.depth);
  block.run(level, {
    kind: "sort",
    domain: order.map((axis) => shape[axis]!),
    numKeys,
    operands: operands.map(({ dtype, input, output }) => ({ dtype, input, output })),
    workspace,
    shared: false,
  });
  operands.forEach(({ target }, index) => block.placeOpaque(equation.outputs[index]!, target, level));
}

export const orderingLoweringRules: { readonly [P in OrderingName]: LoweringRule<P> } = {
  sort: { role: "opaque", lower: lowerSort },
};
