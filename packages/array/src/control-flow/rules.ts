import { condTypes, scanTypes, whileTypes } from "../core/abstract-eval/control-flow.ts";
import { condEvaluation, scanEvaluation, whileEvaluation } from "../core/evaluate/control-flow.ts";
import type { ControlFlowRules, ScanRules, WhileRules } from "../core/brought-rules.ts";
import { condRule } from "../differentiation/cond-jvp.ts";
import { condTranspose } from "../differentiation/cond-transpose.ts";
import { scanRule } from "../differentiation/scan-jvp.ts";
import { scanTranspose } from "../differentiation/scan-transpose.ts";
import { whileRule } from "../differentiation/while-jvp.ts";
import { condWithBodies, scanWithBodies, whileWithBodies } from "./bodies.ts";
import { condDependence, scanDependence, whileDependence } from "./dependence.ts";
import { simplifiedScan } from "./simplified-scan.ts";

/*
 * The rules of control flow. They stand in the equations, where the functions put them that make loops and branches: programs
 * without are loaded without these rules, of which the derivatives are longer than those of all other primitives together.
 */

/** The rules of a scan. */
export const scanRules: ScanRules = {
  types: scanTypes,
  evaluate: scanEvaluation,
  jvp: scanRule,
  transpose: scanTranspose,
  dependence: scanDependence,
  withBodies: scanWithBodies,
  simplified: simplifiedScan,
};

/** The rules of a loop whose end is not known before it runs. */
export const whileRules: WhileRules = {
  types: whileTypes,
  evaluate: whileEvaluation,
  jvp: whileRule,
  transpose: {
    nonlinear: "a loop of an unknown number of steps cannot be run backwards",
    expected: "loops of a known number of steps, for reverse mode",
    remedy: "use scan, foriLoop between JavaScript numbers, or checkpointedWhileLoop; or jvp, jacfwd",
  },
  dependence: whileDependence,
  withBodies: whileWithBodies,
};

/** The rules of a conditional. */
export const condRules: ControlFlowRules<"cond"> = {
  types: condTypes,
  evaluate: condEvaluation,
  jvp: condRule,
  transpose: condTranspose,
  dependence: condDependence,
  withBodies: condWithBodies,
};
