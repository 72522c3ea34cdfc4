import { UsageError } from "@proj/array";
import type { CallName, Jaxpr } from "@proj/array/core";
import type { Body, Value } from "../body.ts";
import type { EmissionRule } from "../rule.ts";
import { emitExchange } from "../exchange.ts";
import { tensors } from "../types.ts";

const inPlace = (body: Body, operands: readonly Value[], { jaxpr }: { readonly jaxpr: Jaxpr }): Value[] =>
  body.module.inlineOrCall(body, "call", jaxpr, operands);

export const callRules: { readonly [P in CallName]: EmissionRule<P> } = {
  jit: (body, operands, { name, jaxpr }) => body.module.callJaxpr(body, name, jaxpr, operands),
  /** The barrier keeps XLA from finding out that it was computed before. */
  checkpoint: (body, operands, { jaxpr, preventCse }) => {
    if (!preventCse || operands.length === 0) return inPlace(body, operands, { jaxpr });
    const names = operands.map(({ name }) => name).join(", ");
    const kept = body.many(`stablehlo.optimization_barrier ${names} : ${tensors(operands)}`, operands);
    return inPlace(body, kept, { jaxpr });
  },
  customJvpCall: inPlace,
  customVjpCall: inPlace,
  customLinear: (body, operands, { name, forward, exchange }, [type]) => {
    if (exchange !== undefined && body.module.mesh !== null)
      return [emitExchange(body, operands.at(-1)!, exchange, type!)];
    if (forward !== null) return inPlace(body, operands, { jaxpr: forward });
    throw new UsageError({
      operation: name,
      received: "a forward derivative of a function whose reverse derivative alone is known",
      expected: "reverse mode through a customVjp function",
      remedy: "differentiate with grad or vjp; or give the function its derivative with customJvp",
    });
  },
};
