import type { ControlFlowName } from "@proj/array/core";
import { condTranspose } from "./cond.ts";
import type { Nonlinear, TransposeRule } from "./rule.ts";
import { scanTranspose } from "./scan.ts";

const whileIsNotTransposed: Nonlinear = {
  nonlinear: "a loop whose number of steps is not known before it runs cannot be run backwards",
  expected: "loops with a static number of steps, for reverse mode: grad, vjp, jacrev",
  remedy: "use scan, foriLoop between JavaScript numbers, or checkpointedWhileLoop; or forward mode: jvp, jacfwd",
};

export const controlFlowTransposeRules: { readonly [P in ControlFlowName]: TransposeRule<P> | Nonlinear } = {
  scan: scanTranspose,
  while: whileIsNotTransposed,
  cond: condTranspose,
};
