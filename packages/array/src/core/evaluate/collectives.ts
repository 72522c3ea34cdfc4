import { collectiveNames, type CollectiveName } from "../families.ts";
import { tableOf } from "../table.ts";
import type { EvaluationRule } from "./index.ts";

/** Evaluation of collectives: by the rule that the equation brings. */
export const collectiveEvaluationRules = (): { readonly [P in CollectiveName]: EvaluationRule<P> } =>
  tableOf(
    collectiveNames,
    (): EvaluationRule<CollectiveName> => (operands, params, avals, run) =>
      params.rules.evaluate(operands as never, params as never, avals, run),
  );
