import { UsageError } from "@proj/tree/core";
import type { CollectiveName } from "../families.ts";
import type { EvaluationRule } from "./index.ts";

/**
 * The error of a collective whose axis is not one of a `vmap` around it. It belongs to the vmap that named its axis, and never
 * reaches single values.
 */
export function unboundAxis(name: CollectiveName, axisName: string): UsageError {
  return new UsageError({
    operation: name,
    received: `the axis name "${axisName}", outside of the vmap that has it`,
    expected: "the axisName of a vmap around this call",
    remedy: `wrap the function: vmap(f, { axisName: "${axisName}" })`,
  });
}

const collectiveRule =
  (name: CollectiveName): EvaluationRule<CollectiveName> =>
  (_, { axisName }) => {
    throw unboundAxis(name, axisName);
  };

/** Evaluation of collectives: an error for each. */
export const collectiveEvaluationRules: { readonly [P in CollectiveName]: EvaluationRule<P> } = {
  psum: collectiveRule("psum"),
  pmax: collectiveRule("pmax"),
  pmin: collectiveRule("pmin"),
  allGather: collectiveRule("allGather"),
  axisIndex: collectiveRule("axisIndex"),
};
