import type { RoutineName } from "../families.ts";
import { allocate } from "./host-array.ts";
import type { EvaluationRule } from "./index.ts";

/** A routine computes its results. */
export const routineEvaluationRules: { readonly [P in RoutineName]: EvaluationRule<P> } = {
  routine: (operands, { routine, options }, avals) => {
    const results = avals.map(allocate);
    routine.computeInto(results, operands, options);
    return results;
  },
};
