import type { CollectiveName, JvpRule } from "@proj/array/core";

/** A collective brings its rules. */
const brought: JvpRule<CollectiveName> = (primals, tangents, params, context) =>
  params.rules.jvp(primals as never, tangents as never, params as never, context);

export const collectiveJvpRules: { readonly [P in CollectiveName]: JvpRule<P> } = {
  psum: brought,
  pmax: brought,
  pmin: brought,
  allGather: brought,
  axisIndex: brought,
};
