import type { CallbackName } from "../families.ts";
import type { EvaluationRule } from "./index.ts";

/** Evaluation of callbacks: the function itself. */
export const callbackEvaluationRules: { readonly [P in CallbackName]: EvaluationRule<P> } = {
  callback: (operands, { function: f }, results) => f.call(operands, results),
};
