import type { RoutineName } from "../families.ts";
import type { ShapeRule } from "./index.ts";

/** A routine says the types of its results. */
export const routineShapeRules: { readonly [P in RoutineName]: ShapeRule<P> } = {
  routine: (operands, { routine, options }) => routine.resultTypes(operands, options),
};
