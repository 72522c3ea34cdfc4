import type { PrimitiveName } from "@proj/array/core";
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

/** How every primitive acts on a batch. */
const batchingRules: { readonly [P in PrimitiveName]: BatchingRule<P> } = {
  ...elementwiseBatchingRules,
  ...movementBatchingRules,
  ...reductionBatchingRules,
  ...contractionBatchingRules,
  ...indexingBatchingRules,
  ...orderingBatchingRules,
  ...randomBatchingRules,
  ...routineBatchingRules,
  ...controlFlowBatchingRules,
  ...callBatchingRules,
  ...callbackBatchingRules,
  ...collectiveBatchingRules,
};

/** How one primitive acts on a batch. */
export function batchingRule<P extends PrimitiveName>(primitive: P): BatchingRule<P> {
  return batchingRules[primitive];
}
