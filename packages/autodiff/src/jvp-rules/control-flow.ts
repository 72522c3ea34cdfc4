import type { ControlFlowName, JvpRule } from "@proj/array/core";

/** Loops and branches bring their rules. */
const brought: JvpRule<ControlFlowName> = (primals, tangents, params, context) =>
  params.rules.jvp(primals, tangents, params as never, context);

export const controlFlowJvpRules: { readonly [P in ControlFlowName]: JvpRule<P> } = {
  scan: brought,
  while: brought,
  cond: brought,
};
