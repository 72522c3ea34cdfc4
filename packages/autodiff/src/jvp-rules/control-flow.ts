import type { ControlFlowName, JvpRule } from "@proj/array/core";

/** Loops and branches bring their own rules. */
export const controlFlowJvpRules: { readonly [P in ControlFlowName]: JvpRule<P> } = {
  scan: (primals, tangents, params, context) => params.rules.jvp(primals, tangents, params, context),
  while: (primals, tangents, params, context) => params.rules.jvp(primals, tangents, params, context),
  cond: (primals, tangents, params, context) => params.rules.jvp(primals, tangents, params, context),
};
