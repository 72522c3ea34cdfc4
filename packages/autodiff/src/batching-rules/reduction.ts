import { bind, type MadeRules, type ReductionName } from "@proj/array/core";
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

export const reductionBatchingRules: MadeRules<{ readonly [P in ReductionName]: BatchingRule<P> }> = {
  make: {
    reduceSum: reductionBatching,
    reduceProd: reductionBatching,
    reduceMax: reductionBatching,
    reduceMin: reductionBatching,
    reduceAnd: reductionBatching,
    reduceOr: reductionBatching,
    argmax: argReductionBatching,
    argmin: argReductionBatching,
    cumsum: cumulativeBatching,
    cumprod: cumulativeBatching,
    cummax: cumulativeBatching,
    cummin: cumulativeBatching,
  },
};
