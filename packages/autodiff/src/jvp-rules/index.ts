import type { JvpRule, PrimitiveName } from "@proj/array/core";
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

/** The forward derivative of every primitive. */
const jvpRules: { readonly [P in PrimitiveName]: JvpRule<P> | NoDerivative } = {
  ...elementwiseJvpRules,
  ...movementJvpRules,
  ...reductionJvpRules,
  ...contractionJvpRules,
  ...indexingJvpRules,
  ...orderingJvpRules,
  ...randomJvpRules,
  ...routineJvpRules,
  ...controlFlowJvpRules,
  ...callJvpRules,
  ...callbackJvpRules,
  ...collectiveJvpRules,
};

/** The forward derivative of one primitive, or the reason why it has none. */
export function differentiationRule<P extends PrimitiveName>(primitive: P): JvpRule<P> | NoDerivative {
  return jvpRules[primitive];
}
