import { rulesByFamily, type JvpRule, type PrimitiveName } from "@proj/array/core";
import { callbackJvpRules } from "./callbacks.ts";
import { callJvpRules } from "./calls.ts";
import { collectiveJvpRules } from "./collectives.ts";
import { contractionJvpRules } from "./contraction.ts";
import { controlFlowJvpRules } from "./control-flow.ts";
import { elementwiseJvpRules } from "./elementwise.ts";
import { indexingJvpRules } from "./indexing.ts";
import { movementJvpRules } from "./movement.ts";
import { orderingJvpRules } from "./ordering.ts";
import { randomJvpRules } from "./random.ts";
import { reductionJvpRules } from "./reduction.ts";
import { routineJvpRules } from "./routines.ts";
import type { NoDerivative } from "./rule.ts";

/** The forward derivative of a primitive, or the reason why it has none. */
export const differentiationRule = rulesByFamily<{ readonly [P in PrimitiveName]: JvpRule<P> | NoDerivative }>({
  elementwise: elementwiseJvpRules,
  movement: movementJvpRules,
  reduction: reductionJvpRules,
  contraction: contractionJvpRules,
  indexing: indexingJvpRules,
  ordering: orderingJvpRules,
  random: randomJvpRules,
  routines: routineJvpRules,
  controlFlow: controlFlowJvpRules,
  calls: callJvpRules,
  callbacks: callbackJvpRules,
  collectives: collectiveJvpRules,
});
