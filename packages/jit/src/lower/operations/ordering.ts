import { sizeOf, type Equation } from "@proj/array/core";
import type { Block } from "../block.ts";
import type { StridedArray } from "../strided-array.ts";

const folds = { cumsum: "sum", cumprod: "prod", cummax: "max", cummin: "min" } as const;

/** The primitives that fold along an axis and keep every partial result. */
export type CumulativeName = keyof typeof folds;

/** Axes with `last` at the end. */
const withLast = (rank: number, last: number): number[] => [
  ...Array.from({ length: rank }, (_, axis) => axis).filter((axis) => axis !== last),
  last,
];

function along(x: StridedArray, order: readonly number[]): StridedArray {
  return { ...x, shape: order.map((axis) => x.shape[axis]!), strides: order.map((axis) => x.strides[axis]!) };
}

export function lowerCumulative(block: Block, equation: Equation<CumulativeName>): void {
  const [x] = equation.inputs;
  const output = equation.outputs[0]!;
  const order = withLast(x.aval.shape.length, equation.params.axis);
  const input = along(block.located(x), order);
  const target = block.destination(output);
  const level = block.opaqueLevel([x]);
  block.run(level, {
    kind: "cumulative",
    dtype: output.aval.dtype,
    fold: folds[equation.primitive],
    reverse: equation.params.reverse,
    domain: input.shape,
    input,
    output: along(target, order),
  });
  block.placeOpaque(output, target, level);
}

export function lowerSort(block: Block, equation: Equation<"sort">): void {
  const { dimension, numKeys } = equation.params;
  const shape = equation.inputs[0]!.aval.shape;
  const order = withLast(shape.length, dimension);
  const operands = equation.inputs.map((input, index) => {
    const source = block.located(input);
    const target = block.destination(equation.outputs[index]!);
    return { target, dtype: source.dtype, input: along(source, order), output: along(target, order) };
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
  });
  operands.forEach(({ target }, index) => block.placeOpaque(equation.outputs[index]!, target, level));
}
