import type { ControlFlowName, TransposeRule } from "@proj/array/core";

/** Loops and branches bring their own rules. */
export const controlFlowTransposeRules: { readonly [P in ControlFlowName]: TransposeRule<P> } = {
  scan: (cotangents, operands, params, context) => params.rules.transpose(cotangents, operands, params, context),
  while: (_, __, params) => params.rules.transpose,
  cond: (cotangents, operands, params, context) => params.rules.transpose(cotangents, operands, params, context),
};
