import type { PrimitiveName } from "../primitives.ts";
import { rulesByFamily } from "../rules-by-family.ts";
import { callbackEvaluationRules } from "./callbacks.ts";
import { callEvaluationRules } from "./calls.ts";
import { collectiveEvaluationRules } from "./collectives.ts";
import { contractionEvaluationRules } from "./contraction.ts";
import { controlFlowEvaluationRules } from "./control-flow.ts";
import { elementwiseEvaluationRules } from "./elementwise.ts";
import { indexingEvaluationRules } from "./indexing.ts";
import { movementEvaluationRules } from "./movement.ts";
import { orderingEvaluationRules } from "./ordering.ts";
import { randomEvaluationRules } from "./random.ts";
import { reductionEvaluationRules } from "./reduction.ts";
import { routineEvaluationRules } from "./routines.ts";
import type { EvaluationRule } from "./index.ts";

/** The evaluation rule of a primitive. */
export const evaluationRule = rulesByFamily<{ readonly [P in PrimitiveName]: EvaluationRule<P> }>({
  elementwise: elementwiseEvaluationRules,
  movement: movementEvaluationRules,
  reduction: reductionEvaluationRules,
  contraction: contractionEvaluationRules,
  indexing: indexingEvaluationRules,
  ordering: orderingEvaluationRules,
  random: randomEvaluationRules,
  routines: routineEvaluationRules,
  controlFlow: controlFlowEvaluationRules,
  calls: callEvaluationRules,
  callbacks: callbackEvaluationRules,
  collectives: collectiveEvaluationRules,
});
