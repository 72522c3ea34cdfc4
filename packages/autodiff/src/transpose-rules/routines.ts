import { isLinear, type RoutineName, type TransposeRule } from "@proj/array/core";

/** A linear routine brings its own rule. */
export const routineTransposeRules: { readonly [P in RoutineName]: TransposeRule<P> } = {
  routine: (cotangents, operands, { routine, options }) =>
    routine.transposed(
      cotangents,
      operands.map((operand) => (isLinear(operand) ? null : operand)),
      options,
    ),
};
