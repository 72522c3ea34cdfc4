import type { ReductionName } from "@proj/array/core";
import { sample, type Sample, type SampleTable } from "./sample.ts";

type Fold = "reduceSum" | "reduceProd" | "reduceMax" | "reduceMin";
const smooth = { differentiable: [0], ulps: 16 };

/** Distinct elements keep extremes away from ties. */
const folds: readonly Sample<Fold>[] = [
  sample("over the last axis", (draw) => ({ operands: [draw.distinct([3, 5])], params: { axes: [1] } }), smooth),
  sample("over the first axis", (draw) => ({ operands: [draw.distinct([3, 5])], params: { axes: [0] } }), smooth),
  sample("over all axes", (draw) => ({ operands: [draw.distinct([2, 3, 4])], params: { axes: [0, 1, 2] } }), smooth),
  sample("over the outer axes", (draw) => ({ operands: [draw.distinct([2, 3, 4])], params: { axes: [0, 2] } }), smooth),
  sample("over nothing", (draw) => ({ operands: [draw.distinct([3, 2])], params: { axes: [] } }), smooth),
  sample("of integers that wrap", (draw) => ({
    operands: [draw.integers([3, 40], -(2 ** 31), 2 ** 31 - 1)],
    params: { axes: [1] },
  })),
];

const logical: readonly Sample<"reduceAnd" | "reduceOr">[] = [
  sample("over booleans", (draw) => ({ operands: [draw.booleans([6, 2])], params: { axes: [1] } })),
  sample("over integers", (draw) => ({ operands: [draw.integers([6, 2], -8, 7)], params: { axes: [0] } })),
];

const extremes: readonly Sample<"argmax" | "argmin">[] = [
  sample("along the last axis", (draw) => ({ operands: [draw.distinct([3, 5])], params: { axis: 1 } })),
  sample("along the first axis", (draw) => ({ operands: [draw.distinct([3, 5])], params: { axis: 0 } })),
  sample("with ties", (draw) => ({ operands: [draw.integers([5, 9], 0, 2)], params: { axis: 1 } })),
];

const running: readonly Sample<"cumsum" | "cumprod" | "cummax" | "cummin">[] = [
  sample(
    "along the last axis",
    (draw) => ({ operands: [draw.distinct([3, 5])], params: { axis: 1, reverse: false } }),
    smooth,
  ),
  sample(
    "along the first axis, backwards",
    (draw) => ({ operands: [draw.distinct([4, 3])], params: { axis: 0, reverse: true } }),
    smooth,
  ),
  sample("of integers", (draw) => ({ operands: [draw.integers([3, 7], -9, 9)], params: { axis: 1, reverse: false } })),
];

export const reductionSamples: SampleTable<ReductionName> = {
  reduceSum: folds,
  reduceProd: folds,
  reduceMax: folds,
  reduceMin: folds,
  reduceAnd: logical,
  reduceOr: logical,
  argmax: extremes,
  argmin: extremes,
  cumsum: running,
  cumprod: running,
  cummax: running,
  cummin: running,
};
