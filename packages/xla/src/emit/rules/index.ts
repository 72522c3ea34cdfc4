import type { Equation, PrimitiveName } from "@proj/array/core";
import type { Body, Value } from "../body.ts";
import type { EmissionRule } from "../rule.ts";
import { callRules } from "./calls.ts";
import { callbackRules } from "./callbacks.ts";
import { collectiveRules } from "./collectives.ts";
import { contractionRules } from "./contraction.ts";
import { controlFlowRules } from "./control-flow.ts";
import { elementwiseRules } from "./elementwise.ts";
import { indexingRules } from "./indexing.ts";
import { movementRules } from "./movement.ts";
import { orderingRules } from "./ordering.ts";
import { randomRules } from "./random.ts";
import { reductionRules } from "./reduction.ts";
import { routineRules } from "./routines.ts";

/** How each primitive is written in StableHLO. */
const emissionRules: { readonly [P in PrimitiveName]: EmissionRule<P> } = {
  ...elementwiseRules,
  ...movementRules,
  ...reductionRules,
  ...contractionRules,
  ...indexingRules,
  ...orderingRules,
  ...randomRules,
  ...routineRules,
  ...controlFlowRules,
  ...callRules,
  ...callbackRules,
  ...collectiveRules,
};

/** Writes one equation. */
export function emitEquation(
  body: Body,
  { primitive, params, outputs }: Equation,
  operands: readonly Value[],
): readonly Value[] {
  const rule: EmissionRule<PrimitiveName> = emissionRules[primitive];
  return rule(
    body,
    operands,
    params,
    outputs.map(({ aval }) => aval),
  );
}
