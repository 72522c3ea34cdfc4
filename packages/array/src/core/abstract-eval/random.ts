import type { RandomName } from "../families.ts";
import type { ShapeRule } from "./index.ts";

/** The shape rule of random bits: the one that the equation brings. */
export const randomShapeRules: { readonly [P in RandomName]: ShapeRule<P> } = {
  threefry2x32: (operands, params) => params.rules.types(operands, params),
};
