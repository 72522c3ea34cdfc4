import type { CollectiveName } from "@proj/array/core";
import { notCompiled } from "../not-compiled.ts";
import type { LoweringRule } from "../rule.ts";

/** Batching replaces a collective by a reduction; one that is left names an axis that no `vmap` has. */
const outsideVmap: LoweringRule<CollectiveName> = {
  role: "opaque",
  lower: notCompiled("collectives inside a vmap that names their axis"),
};

export const collectiveLoweringRules: { readonly [P in CollectiveName]: LoweringRule<P> } = {
  psum: outsideVmap,
  pmax: outsideVmap,
  pmin: outsideVmap,
  allGather: outsideVmap,
  axisIndex: outsideVmap,
};
