import { stridesOf } from "../types/shape.ts";
import { allocate } from "./host-array.ts";
import type { OrderingName } from "../families.ts";
import type { EvaluationRule } from "./index.ts";
import { offsetsOf } from "./strided.ts";

/** The order of sorting: numbers upwards, with -0 equal to 0, then NaN. */
export function compareNumbers(x: number, y: number): number {
  if (x < y) return -1;
  if (x > y) return 1;
  return x === y ? 0 : Number(Number.isNaN(x)) - Number(Number.isNaN(y));
}

/** Evaluation of sorting. */
export const orderingEvaluationRules: { readonly [P in OrderingName]: EvaluationRule<P> } = {
  sort: (operands, { dimension, numKeys }, avals) => {
    const results = avals.map(allocate);
    const keys = operands.slice(0, numKeys);
    const shape = operands[0]!.shape;
    const strides = stridesOf(shape);
    const stride = strides[dimension]!;
    const starts = offsetsOf(shape.with(dimension, 1), strides);
    for (const start of starts) {
      const positions = Array.from({ length: shape[dimension]! }, (_, k) => start + k * stride);
      // The language's sort is stable.
      const sorted = positions.toSorted((a, b) => {
        for (const { data } of keys) {
          const order = compareNumbers(data[a]!, data[b]!);
          if (order !== 0) return order;
        }
        return 0;
      });
      operands.forEach(({ data }, operand) => {
        const target = results[operand]!.data;
        positions.forEach((position, k) => (target[position] = data[sorted[k]!]!));
      });
    }
    return results;
  },
};
