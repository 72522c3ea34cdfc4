import { collectiveNames, tableOf, type CollectiveName, type JvpRule } from "@proj/array/core";

/** A collective brings its own rule. */
export const collectiveJvpRules = (): { readonly [P in CollectiveName]: JvpRule<P> } =>
  tableOf(
    collectiveNames,
    (): JvpRule<CollectiveName> => (primals, tangents, params, context) =>
      params.rules.jvp(primals as never, tangents as never, params as never, context),
  );
