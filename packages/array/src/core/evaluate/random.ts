import type { RandomName } from "../families.ts";
import type { EvaluationRule } from "./index.ts";

/** Evaluation of random bits: by the rule that the equation brings. */
export const randomEvaluationRules: { readonly [P in RandomName]: EvaluationRule<P> } = {
  threefry2x32: (operands, params, avals, run) => params.rules.evaluate(operands, params, avals, run),
};
