import type { CollectiveName, JvpRule } from "@proj/array/core";

/** A collective brings its own rule. */
export const collectiveJvpRules: { readonly [P in CollectiveName]: JvpRule<P> } = {
  psum: (primals, tangents, params, context) => params.rules.jvp(primals, tangents, params, context),
  pmax: (primals, tangents, params, context) => params.rules.jvp(primals, tangents, params, context),
  pmin: (primals, tangents, params, context) => params.rules.jvp(primals, tangents, params, context),
  allGather: (primals, tangents, params, context) => params.rules.jvp(primals, tangents, params, context),
  axisIndex: (primals, tangents, params, context) => params.rules.jvp(primals, tangents, params, context),
};
