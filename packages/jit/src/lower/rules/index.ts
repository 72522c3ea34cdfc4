import { rulesByFamily, type Equation, type PrimitiveName } from "@proj/array/core";
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

const ruleOf = rulesByFamily<{ readonly [P in PrimitiveName]: LoweringRule<P> }>({
  elementwise: elementwiseLoweringRules,
  movement: movementLoweringRules,
  reduction: reductionLoweringRules,
  contraction: contractionLoweringRules,
  indexing: indexingLoweringRules,
  ordering: orderingLoweringRules,
  random: randomLoweringRules,
  routines: routineLoweringRules,
  controlFlow: controlFlowLoweringRules,
  calls: callLoweringRules,
  callbacks: callbackLoweringRules,
  collectives: collectiveLoweringRules,
});

/** How an equation is lowered; the cast says that a rule is applied to equations of its own primitive. */
export function loweringRule(equation: Equation): LoweringRule {
  return ruleOf(equation.primitive) as LoweringRule;
}
