import { bind, callRule, isInexact, type CallName, type JvpRule } from "@proj/array/core";

const jitRule: JvpRule<"jit"> = (primals, tangents, { name, jaxpr }, context) =>
  callRule((inner, args) => bind("jit", args, { name, jaxpr: inner }), jaxpr, primals, tangents, context);

/** The function's own rule gives results and tangents together. */
const customJvpRule: JvpRule<"customJvpCall"> = (primals, tangents, { rule }) => {
  const [results, resultTangents] = rule(primals, tangents);
  return [results, results.map((result, k) => (isInexact(result.dtype) ? resultTangents[k]! : null))];
};

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
  customVjpCall: (primals, tangents, params, context) => params.rules.jvp(primals, tangents, params, context),
  customLinear: (primals, tangents, params, context) => params.rules.jvp(primals, tangents, params, context),
};
