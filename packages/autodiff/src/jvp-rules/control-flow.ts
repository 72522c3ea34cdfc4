import { controlFlowNames, tableOf, type ControlFlowName, type JvpRule } from "@proj/array/core";

/** Loops and branches bring their own rules. */
export const controlFlowJvpRules = (): { readonly [P in ControlFlowName]: JvpRule<P> } =>
  tableOf(
    controlFlowNames,
    (): JvpRule<ControlFlowName> => (primals, tangents, params, context) =>
      params.rules.jvp(primals, tangents, params as never, context),
  );
