import type { CallbackName } from "@proj/array/core";
import type { EmissionRule } from "../rule.ts";
import { tensors } from "../types.ts";

export const callbackRules: { readonly [P in CallbackName]: EmissionRule<P> } = {
  /** The worker knows how XLA calls it. Of many devices the first does, with whole arrays. */
  callback: (body, operands, params, types) => {
    const { module } = body;
    const index = module.callHost(params, operands.length);
    const names = operands.map(({ name }) => name).join(", ");
    const where =
      module.mesh === null ? "" : `, sdy.sharding = #sdy.sharding_per_value<${module.onFirstDevice(types.length)}>`;
    const results = types.length === 1 ? tensors(types) : `(${tensors(types)})`;
    return body.many(
      `stablehlo.custom_call @call_host(${names}) {index = ${index} : ui64${where}} : (${tensors(operands)}) -> ${results}`,
      types,
    );
  },
};
