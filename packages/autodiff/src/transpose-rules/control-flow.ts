import type { ControlFlowName, Nonlinear, TransposeRule } from "@proj/array/core";

const whileIsNotTransposed: Nonlinear = {
  nonlinear: "a loop whose number of steps is not known before it runs cannot be run backwards",
  expected: "loops with a static number of steps, for reverse mode: grad, vjp, jacrev",
  remedy: "use scan, foriLoop between JavaScript numbers, or checkpointedWhileLoop; or forward mode: jvp, jacfwd",
};

/** Loops and branches bring their own rules. */
export const controlFlowTransposeRules: { readonly [P in ControlFlowName]: TransposeRule<P> | Nonlinear } = {
  scan: (cotangents, operands, params, context) => params.rules.transpose(cotangents, operands, params, context),
  while: whileIsNotTransposed,
  cond: (cotangents, operands, params, context) => params.rules.transpose(cotangents, operands, params, context),
};
