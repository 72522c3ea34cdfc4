import type { CollectiveName } from "../families.ts";
import type { EvaluationRule } from "./index.ts";

/** A collective brings its rules. */
const brought: EvaluationRule<CollectiveName> = (operands, params, avals, run) =>
  params.rules.evaluate(operands as never, params as never, avals, run);

/** Evaluation of collectives. */
export const collectiveEvaluationRules: { readonly [P in CollectiveName]: EvaluationRule<P> } = {
  psum: brought,
  pmax: brought,
  pmin: brought,
  allGather: brought,
  axisIndex: brought,
};
