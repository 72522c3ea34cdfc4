import type { Nonlinear, PrimitiveName, TransposeRule } from "@proj/array/core";
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

/** The transpose of every primitive that is linear in some of its operands. */
const transposeRules: { readonly [P in PrimitiveName]: TransposeRule<P> | Nonlinear } = {
  ...elementwiseTransposeRules,
  ...movementTransposeRules,
  ...reductionTransposeRules,
  ...contractionTransposeRules,
  ...indexingTransposeRules,
  ...orderingTransposeRules,
  ...randomTransposeRules,
  ...routineTransposeRules,
  ...controlFlowTransposeRules,
  ...callTransposeRules,
  ...callbackTransposeRules,
  ...collectiveTransposeRules,
};

/** The transpose of one primitive, or the reason why it has none. */
export function transpositionRule<P extends PrimitiveName>(primitive: P): TransposeRule<P> | Nonlinear {
  return transposeRules[primitive];
}
