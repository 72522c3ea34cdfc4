import type { CallbackName, JvpRule } from "@proj/array/core";

/** A callback brings its own rule. */
export const callbackJvpRules: { readonly [P in CallbackName]: JvpRule<P> } = {
  callback: (primals, tangents, params) => params.function.jvp(primals, tangents, params),
};
