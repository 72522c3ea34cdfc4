import { bind, type CallName } from "@proj/array/core";
import { callRule } from "./call-rule.ts";
import { checkpointRule } from "./checkpoint.ts";
import { customJvpRule, customLinearRule, customVjpRule } from "./custom.ts";
import type { JvpRule } from "./rule.ts";

const jitRule: JvpRule<"jit"> = (primals, tangents, { name, jaxpr }, context) =>
  callRule((inner, args) => bind("jit", args, { name, jaxpr: inner }), jaxpr, primals, tangents, context);

export const callJvpRules: { readonly [P in CallName]: JvpRule<P> } = {
  jit: jitRule,
  checkpoint: checkpointRule,
  customJvpCall: customJvpRule,
  customVjpCall: customVjpRule,
  customLinear: customLinearRule,
};
