import { UsageError } from "@proj/tree/core";
import type { CallName } from "../families.ts";
import type { EvaluationRule } from "./index.ts";

/** Evaluation of functions staged on their own. */
export const callEvaluationRules: { readonly [P in CallName]: EvaluationRule<P> } = {
  jit: (operands, { jaxpr }, _, run) => run(jaxpr, operands),
  checkpoint: (operands, { jaxpr }, _, run) => run(jaxpr, operands),
  customJvpCall: (operands, { jaxpr }, _, run) => run(jaxpr, operands),
  customVjpCall: (operands, { jaxpr }, _, run) => run(jaxpr, operands),
  customLinear: (operands, { name, forward }, _, run) => {
    if (forward !== null) return run(forward, operands);
    throw new UsageError({
      operation: name,
      received:
        "a forward-mode derivative (jvp, jacfwd, linearize) of a function whose reverse rule was given with customVjp",
      expected: "reverse mode (grad, vjp, jacrev), the only one that the rule defines",
      remedy: "differentiate with grad or jacrev, or define the function with customJvp, which serves both modes",
    });
  },
};
