import { rulesByFamily, type PrimitiveName } from "@proj/array/core";
import { callbackBatchingRules } from "./callbacks.ts";
import { callBatchingRules } from "./calls.ts";
import { collectiveBatchingRules } from "./collectives.ts";
import { contractionBatchingRules } from "./contraction.ts";
import { controlFlowBatchingRules } from "./control-flow.ts";
import { elementwiseBatchingRules } from "./elementwise.ts";
import { indexingBatchingRules } from "./indexing.ts";
import { movementBatchingRules } from "./movement.ts";
import { orderingBatchingRules } from "./ordering.ts";
import { randomBatchingRules } from "./random.ts";
import { reductionBatchingRules } from "./reduction.ts";
import { routineBatchingRules } from "./routines.ts";
import type { BatchingRule } from "./rule.ts";

/** How a primitive acts on a batch. */
export const batchingRule = rulesByFamily<{ readonly [P in PrimitiveName]: BatchingRule<P> }>({
  elementwise: elementwiseBatchingRules,
  movement: movementBatchingRules,
  reduction: reductionBatchingRules,
  contraction: contractionBatchingRules,
  indexing: indexingBatchingRules,
  ordering: orderingBatchingRules,
  random: randomBatchingRules,
  routines: routineBatchingRules,
  controlFlow: controlFlowBatchingRules,
  calls: callBatchingRules,
  callbacks: callbackBatchingRules,
  collectives: collectiveBatchingRules,
});
