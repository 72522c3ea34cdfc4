import type { Equation } from "@proj/array/core";
import type { Fold } from "../../program.ts";
import type { Block } from "../block.ts";
import { consecutiveAxes, express } from "../express.ts";
import type { AxisIndex } from "../index-map.ts";

const folds = {
  reduceSum: "sum",
  reduceProd: "prod",
  reduceMax: "max",
  reduceMin: "min",
  reduceAnd: "and",
  reduceOr: "or",
  argmax: "argmax",
  argmin: "argmin",
} as const satisfies Record<string, Fold>;

/** The primitives that fold axes. */
export type ReductionName = keyof typeof folds;

/** Lowers a reduction to a loop that also computes what it folds. */
export function lowerReduction(block: Block, equation: Equation<ReductionName>): void {
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
    fold: folds[equation.primitive],
    target,
    value: (context) => {
      const map = new Array<AxisIndex>(order.length);
      consecutiveAxes(0, order.length, order.length).forEach((index, position) => (map[order[position]!] = index));
      return express(context, x, map);
    },
  });
  block.place(output, target, { byLoops: level + 1, byOpaque: level + 1, loop: null });
}
