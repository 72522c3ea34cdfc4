import type { CollectiveName } from "../families.ts";
import type { ShapeRule } from "./index.ts";

/** A collective brings its rules. */
const brought: ShapeRule<CollectiveName> = (operands, params) => params.rules.types(operands as never, params as never);

/** Shape rules of collectives. */
export const collectiveShapeRules: { readonly [P in CollectiveName]: ShapeRule<P> } = {
  psum: brought,
  pmax: brought,
  pmin: brought,
  allGather: brought,
  axisIndex: brought,
};
