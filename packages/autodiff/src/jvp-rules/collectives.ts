import type { NDArray } from "@proj/array";
import { bind, type CollectiveName, type JvpRule } from "@proj/array/core";
import { convertElementType, div, eq, mul } from "@proj/array/lax";
import { linearRule, locallyConstantRule } from "./linear.ts";
import { mapTangent } from "./rule.ts";

/** The extremum over a named axis: members that attain it share the tangent equally. */
const namedExtremumRule =
  (name: "pmax" | "pmin"): JvpRule<"pmax" | "pmin"> =>
  ([x], [t], params) => {
    const result = bind(name, [x], params)[0];
    const tangent = mapTangent(t, (dx) => {
      const attained = convertElementType(eq(x, result), x.dtype);
      const total = (y: NDArray): NDArray => bind("psum", [y], params)[0];
      return div(total(mul(dx, attained)), total(attained));
    });
    return [[result], [tangent]];
  };

export const collectiveJvpRules: { readonly [P in CollectiveName]: JvpRule<P> } = {
  psum: linearRule("psum"),
  pmax: namedExtremumRule("pmax"),
  pmin: namedExtremumRule("pmin"),
  allGather: linearRule("allGather"),
  axisIndex: locallyConstantRule("axisIndex"),
};
