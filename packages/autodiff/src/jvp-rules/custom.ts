import { UsageError } from "@proj/array";
import { applyJaxpr, bind, isInexact, zeros, type JvpRule } from "@proj/array/core";
import { callRule } from "./call-rule.ts";

/** The function's own rule gives results and tangents together. */
export const customJvpRule: JvpRule<"customJvpCall"> = (primals, tangents, { rule }) => {
  const [results, resultTangents] = rule(primals, tangents);
  return [results, results.map((result, k) => (isInexact(result.dtype) ? resultTangents[k]! : null))];
};

/** The user's forward function runs; the tangent is a linear map known by its transpose, the user's backward function. */
export const customVjpRule: JvpRule<"customVjpCall"> = (primals, tangents, { name, rule }) => {
  const [results, residuals] = rule.forward(primals);
  const differentiable = results.filter(({ dtype }) => isInexact(dtype));
  const linear = bind("customLinear", [...residuals, ...primals.map((x, k) => tangents[k] ?? zeros(x))], {
    name: `customVjp of ${name}`,
    numResiduals: residuals.length,
    results: differentiable.map(({ shape, dtype }) => ({ shape, dtype })),
    forward: null,
    // Cotangents of results that have none do not reach the user as absent but as zeros.
    backward: (saved, cotangents) => {
      let next = 0;
      return rule.backward(saved, results.map((result) => (isInexact(result.dtype) ? cotangents[next++]! : zeros(result)))); // prettier-ignore
    },
  });
  let next = 0;
  return [results, results.map(({ dtype }) => (isInexact(dtype) ? linear[next++]! : null))];
};

/** A linear map is its own derivative; how it depends on its residuals the map knows, if it is known. */
export const customLinearRule: JvpRule<"customLinear"> = (operands, tangents, params, context) => {
  const { name, numResiduals, forward } = params;
  if (tangents.slice(0, numResiduals).some((t) => t !== null)) {
    if (forward !== null) return callRule(applyJaxpr, forward, operands, tangents, context);
    throw new UsageError({
      operation: name,
      received: "a derivative of its forward-mode derivative",
      expected: "derivatives of its gradient: the rule given with customVjp defines reverse mode alone",
      remedy: "differentiate with grad or jacrev first, or define the function with customJvp, which serves both modes",
    });
  }
  const residuals = operands.slice(0, numResiduals);
  const linear = operands.slice(numResiduals).map((x, k) => tangents[numResiduals + k] ?? zeros(x));
  return [bind("customLinear", operands, params), bind("customLinear", [...residuals, ...linear], params)];
};
