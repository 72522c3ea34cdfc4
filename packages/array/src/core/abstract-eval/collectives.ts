import type { CollectiveName } from "../families.ts";
import type { ShapeRule } from "./index.ts";

/** Shape rules of collectives: those that the equation brings. */
export const collectiveShapeRules: { readonly [P in CollectiveName]: ShapeRule<P> } = {
  psum: (operands, params) => params.rules.types(operands, params),
  pmax: (operands, params) => params.rules.types(operands, params),
  pmin: (operands, params) => params.rules.types(operands, params),
  allGather: (operands, params) => params.rules.types(operands, params),
  axisIndex: (operands, params) => params.rules.types(operands, params),
};
