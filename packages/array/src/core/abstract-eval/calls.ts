import type { CallName } from "../families.ts";
import { outputTypes } from "../jaxpr/jaxpr.ts";
import type { ShapeRule } from "./index.ts";
import { checkCall } from "./jaxpr-types.ts";

/** Shape rules of functions staged on their own. */
export const callShapeRules: { readonly [P in CallName]: ShapeRule<P> } = {
  jit: (operands, { jaxpr, name }) => {
    checkCall(`jit(${name})`, jaxpr, operands);
    return outputTypes(jaxpr);
  },
  checkpoint: (operands, { jaxpr }) => {
    checkCall("checkpoint", jaxpr, operands);
    return outputTypes(jaxpr);
  },
  customJvpCall: (operands, { jaxpr, name }) => {
    checkCall(name, jaxpr, operands);
    return outputTypes(jaxpr);
  },
  customVjpCall: (operands, { jaxpr, name }) => {
    checkCall(name, jaxpr, operands);
    return outputTypes(jaxpr);
  },
  customLinear: (_, { results }) => results,
};
