import { unboundAxis, type CollectiveName } from "@proj/array/core";
import type { EmissionRule } from "../rule.ts";

const outsideOfItsAxis =
  (name: CollectiveName): EmissionRule<CollectiveName> =>
  (_, __, { axisName }) => {
    throw unboundAxis(name, axisName);
  };

export const collectiveRules: { readonly [P in CollectiveName]: EmissionRule<P> } = {
  psum: outsideOfItsAxis("psum"),
  pmax: outsideOfItsAxis("pmax"),
  pmin: outsideOfItsAxis("pmin"),
  allGather: outsideOfItsAxis("allGather"),
  axisIndex: outsideOfItsAxis("axisIndex"),
};
