import { bind, type ReductionName } from "@proj/array/core";
import { shifted } from "./layout.ts";
import type { BatchingRule } from "./rule.ts";

type SimpleReduction = "reduceSum" | "reduceProd" | "reduceMax" | "reduceMin" | "reduceAnd" | "reduceOr";

/** Where the batch axis is after the given axes of a member have gone. */
const after = (axis: number, reduced: readonly number[]): number =>
  axis - reduced.filter((other) => other < axis).length;

const reductionBatching =
  (name: SimpleReduction): BatchingRule<SimpleReduction> =>
  ([x], [axis], params) => {
    const axes = shifted(params.axes, axis!);
    return [bind(name, [x], { axes }), [after(axis!, axes)]];
  };

type ArgReductionName = "argmax" | "argmin";

const argReductionBatching =
  (name: ArgReductionName): BatchingRule<ArgReductionName> =>
  ([x], [axis], params) => {
    const axes = shifted([params.axis], axis!);
    return [bind(name, [x], { axis: axes[0]! }), [after(axis!, axes)]];
  };

type CumulativeName = "cumsum" | "cumprod" | "cummax" | "cummin";

const cumulativeBatching =
  (name: CumulativeName): BatchingRule<CumulativeName> =>
  ([x], [axis], params) => [
    bind(name, [x], { axis: shifted([params.axis], axis!)[0]!, reverse: params.reverse }),
    [axis],
  ];

export const reductionBatchingRules = (): { readonly [P in ReductionName]: BatchingRule<P> } => ({
  reduceSum: reductionBatching("reduceSum"),
  reduceProd: reductionBatching("reduceProd"),
  reduceMax: reductionBatching("reduceMax"),
  reduceMin: reductionBatching("reduceMin"),
  reduceAnd: reductionBatching("reduceAnd"),
  reduceOr: reductionBatching("reduceOr"),
  argmax: argReductionBatching("argmax"),
  argmin: argReductionBatching("argmin"),
  cumsum: cumulativeBatching("cumsum"),
  cumprod: cumulativeBatching("cumprod"),
  cummax: cumulativeBatching("cummax"),
  cummin: cumulativeBatching("cummin"),
});
