import type { RoutineName } from "../families.ts";
import type { AbstractArray } from "../types/abstract-array.ts";
import { sizeOf } from "../types/shape.ts";
import { allocate, type HostArray } from "./host-array.ts";
import type { EvaluationRule } from "./index.ts";

/** The part of an array that belongs to one member of a batch. */
function member({ shape, dtype, data }: HostArray, rank: number, index: number, count: number): HostArray {
  const size = data.length / count;
  return { shape: shape.slice(rank), dtype, data: data.subarray(index * size, (index + 1) * size) };
}

/** Evaluation of routines: their own, one member of the batch after the other. */
export const routineEvaluationRules: { readonly [P in RoutineName]: EvaluationRule<P> } = {
  routine: (operands, { routine: { rules }, options }, avals: readonly AbstractArray[]) => {
    const results = avals.map(allocate);
    const [first] = operands;
    const rank = first!.shape.length - rules.operandRanks[0]!;
    const count = sizeOf(first!.shape.slice(0, rank));
    for (let index = 0; index < count; index++) {
      const cores = (arrays: readonly HostArray[]): HostArray[] => arrays.map((x) => member(x, rank, index, count));
      rules.evaluate(cores(operands), cores(results), options);
    }
    return results;
  },
};
