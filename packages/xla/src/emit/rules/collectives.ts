import { UsageError } from "@proj/array";
import type { CollectiveName } from "@proj/array/core";
import type { EmissionRule } from "../rule.ts";

const outsideOfItsAxis =
  (name: CollectiveName): EmissionRule<CollectiveName> =>
  (_, __, { axisName }) => {
    throw new UsageError({
      operation: name,
      received: `the axis name "${axisName}", outside of the vmap that has it`,
      expected: "the axisName of a vmap around this call",
      remedy: `wrap the function: vmap(f, { axisName: "${axisName}" })`,
    });
  };

export const collectiveRules: { readonly [P in CollectiveName]: EmissionRule<P> } = {
  psum: outsideOfItsAxis("psum"),
  pmax: outsideOfItsAxis("pmax"),
  pmin: outsideOfItsAxis("pmin"),
  allGather: outsideOfItsAxis("allGather"),
  axisIndex: outsideOfItsAxis("axisIndex"),
};
