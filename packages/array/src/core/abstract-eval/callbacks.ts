import type { CallbackName } from "../families.ts";
import type { ShapeRule } from "./index.ts";

/** The shape rule of callbacks: their results are promised. */
export const callbackShapeRules: { readonly [P in CallbackName]: ShapeRule<P> } = {
  callback: (_, { results }) => results,
};
