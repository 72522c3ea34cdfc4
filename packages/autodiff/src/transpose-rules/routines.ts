import { UsageError } from "@proj/array";
import { isLinear, type RoutineName, type TransposeRule } from "@proj/array/core";

/** A linear routine brings its own rule. */
export const routineTransposeRules: { readonly [P in RoutineName]: TransposeRule<P> } = {
  routine: (cotangents, operands, { routine: { name, rules }, options }) => {
    const { transpose } = rules;
    if (typeof transpose === "function") {
      return transpose(
        cotangents,
        operands.map((operand) => (isLinear(operand) ? null : operand)),
        options,
      );
    }
    throw new UsageError({
      operation: name,
      received: `its transpose: ${transpose.nonlinear}`,
      expected: "a linear function",
      remedy: "transpose its derivative instead, with vjp or grad",
    });
  },
};
