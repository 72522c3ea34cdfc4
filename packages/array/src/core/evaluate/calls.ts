import type { CallName } from "../families.ts";
import type { EvaluationRule } from "./index.ts";

/** Evaluation of functions staged on their own. */
export const callEvaluationRules: { readonly [P in CallName]: EvaluationRule<P> } = {
  jit: (operands, { jaxpr }, _, run) => run(jaxpr, operands),
  checkpoint: (operands, { jaxpr }, _, run) => run(jaxpr, operands),
  customJvpCall: (operands, { jaxpr }, _, run) => run(jaxpr, operands),
  customVjpCall: (operands, { jaxpr }, _, run) => run(jaxpr, operands),
  customLinear: (operands, params, avals, run) => params.rules.evaluate(operands, params, avals, run),
};
