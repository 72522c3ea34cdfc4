import type { Equation, ReductionName } from "@proj/array/core";
import type { Fold } from "../../program/program.ts";
import type { Block } from "../block.ts";
import { consecutiveAxes, express } from "../express.ts";
import type { AxisIndex } from "../index-map.ts";
import type { LoweringRule } from "../rule.ts";
import { axesWithLast, transposeView } from "../strided-array.ts";

const reductions = {
  reduceSum: "sum",
  reduceProd: "prod",
  reduceMax: "max",
  reduceMin: "min",
  reduceAnd: "and",
  reduceOr: "or",
  argmax: "argmax",
  argmin: "argmin",
} as const satisfies Record<string, Fold>;

const cumulatives = { cumsum: "sum", cumprod: "prod", cummax: "max", cummin: "min" } as const;

/** Lowers a reduction to a loop that also computes what it folds. */
function lowerReduction(block: Block, equation: Equation<keyof typeof reductions>): void {
  const [x] = equation.inputs;
  const output = equation.outputs[0]!;
  const axes = "axis" in equation.params ? [equation.params.axis] : equation.params.axes;
  const kept = x.aval.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
  const order = [...kept, ...[...axes].sort((a, b) => a - b)];
  const target = block.destination(output);
  const level = block.need(x, false);
  block.storeComputed({
    level,
    parallel: kept.map((axis) => x.aval.shape[axis]!),
    reduced: order.slice(kept.length).map((axis) => x.aval.shape[axis]!),
    fold: reductions[equation.primitive],
    target,
    value: (context) => {
      const map = new Array<AxisIndex>(order.length);
      consecutiveAxes(0, order.length, order.length).forEach((index, position) => (map[order[position]!] = index));
      return express(context, x, map);
    },
  });
  block.placeStored(output, target, level);
}

/** Lowers a running fold, which keeps every partial result. */
function lowerCumulative(block: Block, equation: Equation<keyof typeof cumulatives>): void {
  const [x] = equation.inputs;
  const output = equation.outputs[0]!;
  const order = axesWithLast(x.aval.shape.length, equation.params.axis);
  const input = transposeView(block.located(x), order);
  const target = block.destination(output);
  const level = block.opaqueLevel([x]);
  block.run(level, {
    kind: "cumulative",
    dtype: output.aval.dtype,
    fold: cumulatives[equation.primitive],
    reverse: equation.params.reverse,
    domain: input.shape,
    input,
    output: transposeView(target, order),
  });
  block.placeOpaque(output, target, level);
}

const reduction = { role: "reduction", lower: lowerReduction } as const;
const cumulative = { role: "opaque", lower: lowerCumulative } as const;

export const reductionLoweringRules: { readonly [P in ReductionName]: LoweringRule<P> } = {
  reduceSum: reduction,
  reduceProd: reduction,
  reduceMax: reduction,
  reduceMin: reduction,
  reduceAnd: reduction,
  reduceOr: reduction,
  argmax: reduction,
  argmin: reduction,
  cumsum: cumulative,
  cumprod: cumulative,
  cummax: cumulative,
  cummin: cumulative,
};
