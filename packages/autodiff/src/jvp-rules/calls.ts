import { bind, type CallName, type JvpRule } from "@proj/array/core";
import { callRule } from "./call-rule.ts";
import { customJvpRule, customLinearRule, customVjpRule } from "./custom.ts";

const jitRule: JvpRule<"jit"> = (primals, tangents, { name, jaxpr }, context) =>
  callRule((inner, args) => bind("jit", args, { name, jaxpr: inner }), jaxpr, primals, tangents, context);

export const callJvpRules: { readonly [P in CallName]: JvpRule<P> } = {
  jit: jitRule,
  checkpoint: (primals, tangents, params, context) =>
    context.linearizeJaxpr !== null
      ? params.reverse(primals, tangents, params)
      : callRule(
          (jaxpr, args) => bind("checkpoint", args, { ...params, jaxpr }),
          params.jaxpr,
          primals,
          tangents,
          context,
        ),
  customJvpCall: customJvpRule,
  customVjpCall: customVjpRule,
  customLinear: customLinearRule,
};
