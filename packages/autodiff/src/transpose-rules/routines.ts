import { UsageError } from "@proj/array";
import type { RoutineName } from "@proj/array/core";
import { isLinear, type TransposeRule } from "./rule.ts";

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
