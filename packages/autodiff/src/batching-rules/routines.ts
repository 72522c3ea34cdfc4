import { applyRoutine, type RoutineName } from "@proj/array/core";
import { batchAt } from "./layout.ts";
import type { BatchingRule } from "./rule.ts";

/** The batch is one more axis in front of all operands. */
export const routineBatchingRules: { readonly [P in RoutineName]: BatchingRule<P> } = {
  routine: (operands, axes, { routine, options }, { size }) => {
    const results = applyRoutine(
      routine,
      operands.map((x, k) => batchAt(x, axes[k]!, 0, size)),
      options,
    );
    return [results, results.map(() => 0)];
  },
};
