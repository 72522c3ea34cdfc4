import type { CollectiveName } from "../families.ts";
import type { EvaluationRule } from "./index.ts";

/** Evaluation of collectives: by the rule that the equation brings. */
export const collectiveEvaluationRules: { readonly [P in CollectiveName]: EvaluationRule<P> } = {
  psum: (operands, params, avals, run) => params.rules.evaluate(operands, params, avals, run),
  pmax: (operands, params, avals, run) => params.rules.evaluate(operands, params, avals, run),
  pmin: (operands, params, avals, run) => params.rules.evaluate(operands, params, avals, run),
  allGather: (operands, params, avals, run) => params.rules.evaluate(operands, params, avals, run),
  axisIndex: (operands, params, avals, run) => params.rules.evaluate(operands, params, avals, run),
};
