import { UsageError } from "@proj/tree/core";
import type { LinearMapRules } from "../core/brought-rules.ts";
import { applyJaxpr } from "../core/jaxpr/apply.ts";
import { bind } from "../core/trace.ts";
import { callRule } from "./call-rule.ts";
import { isLinear, known } from "./rules.ts";
import { zeros } from "./shapes.ts";

/** The rules of a linear map with a transpose of its own, which stand in the equations that apply it. */
export const linearMapRules: LinearMapRules = {
  evaluate: (operands, { name, forward }, _, run) => {
    if (forward !== null) return run(forward, operands);
    throw new UsageError({
      operation: name,
      received:
        "a forward-mode derivative (jvp, jacfwd, linearize) of a function whose reverse rule was given with customVjp",
      expected: "reverse mode (grad, vjp, jacrev), the only one that the rule defines",
      remedy: "differentiate with grad or jacrev, or define the function with customJvp, which serves both modes",
    });
  },
  // It is its own derivative; how it depends on its residuals the map knows, if it is known.
  jvp: (operands, tangents, params, context) => {
    const { name, numResiduals, forward } = params;
    if (tangents.slice(0, numResiduals).some((t) => t !== null)) {
      if (forward !== null) return callRule(applyJaxpr, forward, operands, tangents, context);
      throw new UsageError({
        operation: name,
        received: "a derivative of its forward-mode derivative",
        expected: "derivatives of its gradient: the rule given with customVjp defines reverse mode alone",
        remedy:
          "differentiate with grad or jacrev first, or define the function with customJvp, which serves both modes",
      });
    }
    const residuals = operands.slice(0, numResiduals);
    const linear = operands.slice(numResiduals).map((x, k) => tangents[numResiduals + k] ?? zeros(x));
    return [bind("customLinear", operands, params), bind("customLinear", [...residuals, ...linear], params)];
  },
  // Here the user's backward function takes over.
  transpose: (cotangents, operands, { numResiduals, results, backward, name }) => {
    const residuals = operands.slice(0, numResiduals).map((residual) => known(residual, name));
    const sent = backward(residuals, cotangents.map((ct, k) => ct ?? zeros(results[k]!))); // prettier-ignore
    return operands.map((operand, k) => (isLinear(operand) ? (sent[k - numResiduals] ?? null) : null));
  },
};
