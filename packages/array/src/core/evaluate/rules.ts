import type { PrimitiveName } from "../primitives.ts";
import { contractionEvaluationRules } from "./contraction.ts";
import { binaryEvaluationRules, otherElementwiseEvaluationRules, unaryEvaluationRules } from "./elementwise.ts";
import { higherOrderEvaluationRules } from "./higher-order.ts";
import type { EvaluationRule } from "./index.ts";
import { indexingEvaluationRules } from "./indexing.ts";
import { movementEvaluationRules } from "./movement.ts";
import { randomEvaluationRules } from "./random.ts";
import { reductionEvaluationRules } from "./reduction.ts";
import { sortEvaluationRules } from "./sort.ts";

/** The evaluation rule of every primitive. */
export const evaluationRules: { readonly [P in PrimitiveName]: EvaluationRule<P> } = {
  ...unaryEvaluationRules,
  ...binaryEvaluationRules,
  ...otherElementwiseEvaluationRules,
  ...movementEvaluationRules,
  ...reductionEvaluationRules,
  ...contractionEvaluationRules,
  ...indexingEvaluationRules,
  ...sortEvaluationRules,
  ...randomEvaluationRules,
  ...higherOrderEvaluationRules,
};
