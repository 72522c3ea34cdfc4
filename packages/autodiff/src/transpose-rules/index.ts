import { rulesByFamily, type Nonlinear, type PrimitiveName, type TransposeRule } from "@proj/array/core";
import { callbackTransposeRules } from "./callbacks.ts";
import { callTransposeRules } from "./calls.ts";
import { collectiveTransposeRules } from "./collectives.ts";
import { contractionTransposeRules } from "./contraction.ts";
import { controlFlowTransposeRules } from "./control-flow.ts";
import { elementwiseTransposeRules } from "./elementwise.ts";
import { indexingTransposeRules } from "./indexing.ts";
import { movementTransposeRules } from "./movement.ts";
import { orderingTransposeRules } from "./ordering.ts";
import { randomTransposeRules } from "./random.ts";
import { reductionTransposeRules } from "./reduction.ts";
import { routineTransposeRules } from "./routines.ts";

/** The transpose of a primitive in the operands in which it is linear, or the reason why it has none. */
export const transpositionRule = rulesByFamily<{ readonly [P in PrimitiveName]: TransposeRule<P> | Nonlinear }>({
  elementwise: elementwiseTransposeRules,
  movement: movementTransposeRules,
  reduction: reductionTransposeRules,
  contraction: contractionTransposeRules,
  indexing: indexingTransposeRules,
  ordering: orderingTransposeRules,
  random: randomTransposeRules,
  routines: routineTransposeRules,
  controlFlow: controlFlowTransposeRules,
  calls: callTransposeRules,
  callbacks: callbackTransposeRules,
  collectives: collectiveTransposeRules,
});
