import type { Equation, PrimitiveName } from "@proj/array/core";
import type { LoweringRule } from "../rule.ts";
import { callbackLoweringRules } from "./callbacks.ts";
import { callLoweringRules } from "./calls.ts";
import { collectiveLoweringRules } from "./collectives.ts";
import { contractionLoweringRules } from "./contraction.ts";
import { controlFlowLoweringRules } from "./control-flow.ts";
import { elementwiseLoweringRules } from "./elementwise.ts";
import { indexingLoweringRules } from "./indexing.ts";
import { movementLoweringRules } from "./movement.ts";
import { orderingLoweringRules } from "./ordering.ts";
import { randomLoweringRules } from "./random.ts";
import { reductionLoweringRules } from "./reduction.ts";
import { routineLoweringRules } from "./routines.ts";

/** How every primitive is lowered. */
const loweringRules: { readonly [P in PrimitiveName]: LoweringRule<P> } = {
  ...elementwiseLoweringRules,
  ...movementLoweringRules,
  ...reductionLoweringRules,
  ...contractionLoweringRules,
  ...indexingLoweringRules,
  ...orderingLoweringRules,
  ...randomLoweringRules,
  ...routineLoweringRules,
  ...controlFlowLoweringRules,
  ...callLoweringRules,
  ...callbackLoweringRules,
  ...collectiveLoweringRules,
};

/** How an equation is lowered; the cast says that a rule is applied to equations of its own primitive. */
export function loweringRule(equation: Equation): LoweringRule {
  return loweringRules[equation.primitive] as LoweringRule;
}
