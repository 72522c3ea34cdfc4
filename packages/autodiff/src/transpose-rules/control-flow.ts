import type { ControlFlowName, Nonlinear, TransposeRule } from "@proj/array/core";

const whileIsNotTransposed: Nonlinear = {
  nonlinear: "a loop of an unknown number of steps cannot be run backwards",
  expected: "loops of a known number of steps, for reverse mode",
  remedy: "use scan, foriLoop between JavaScript numbers, or checkpointedWhileLoop; or jvp, jacfwd",
};

/** Loops and branches bring their own rules. */
export const controlFlowTransposeRules: { readonly [P in ControlFlowName]: TransposeRule<P> | Nonlinear } = {
  scan: (cotangents, operands, params, context) => params.rules.transpose(cotangents, operands, params, context),
  while: whileIsNotTransposed,
  cond: (cotangents, operands, params, context) => params.rules.transpose(cotangents, operands, params, context),
};
