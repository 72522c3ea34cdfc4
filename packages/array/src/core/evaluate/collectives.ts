import { UsageError } from "@proj/tree/core";
import type { CollectiveName } from "../families.ts";
import type { EvaluationRule } from "./index.ts";

/** Collectives belong to the vmap that named their axis; they never reach single values. */
const collectiveRule =
  (name: CollectiveName): EvaluationRule<CollectiveName> =>
  (_, { axisName }) => {
    throw new UsageError({
      operation: name,
      received: `the axis name "${axisName}", outside of the vmap that has it`,
      expected: "the axisName of a vmap around this call",
      remedy: `wrap the function: vmap(f, { axisName: "${axisName}" })`,
    });
  };

/** Evaluation of collectives: an error for each. */
export const collectiveEvaluationRules: { readonly [P in CollectiveName]: EvaluationRule<P> } = {
  psum: collectiveRule("psum"),
  pmax: collectiveRule("pmax"),
  pmin: collectiveRule("pmin"),
  allGather: collectiveRule("allGather"),
  axisIndex: collectiveRule("axisIndex"),
};
