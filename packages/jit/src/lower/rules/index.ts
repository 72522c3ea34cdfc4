import type { Equation, PrimitiveName } from "@proj/array/core";
import type { LoweringRule } from "../rule.ts";
import { callLowering } from "./calls.ts";
import { collectiveLowering } from "./collectives.ts";
import { contractionLowering } from "./contraction.ts";
import { controlFlowLowering } from "./control-flow.ts";
import { elementwiseLowering } from "./elementwise.ts";
import { indexingLowering } from "./indexing.ts";
import { movementLowering } from "./movement.ts";
import { orderingLowering } from "./ordering.ts";
import { randomLowering } from "./random.ts";
import { reductionLowering } from "./reduction.ts";

/** How every primitive is lowered. */
const loweringRules: { readonly [P in PrimitiveName]: LoweringRule<P> } = {
  ...elementwiseLowering,
  ...movementLowering,
  ...reductionLowering,
  ...contractionLowering,
  ...indexingLowering,
  ...orderingLowering,
  ...randomLowering,
  ...controlFlowLowering,
  ...callLowering,
  ...collectiveLowering,
};

/** How an equation is lowered; the cast says that a rule is applied to equations of its own primitive. */
export function loweringRule(equation: Equation): LoweringRule {
  return loweringRules[equation.primitive] as LoweringRule;
}
