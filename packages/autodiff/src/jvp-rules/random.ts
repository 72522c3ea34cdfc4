import type { JvpRule, RandomName } from "@proj/array/core";
import { takesNoFloats, type NoDerivative } from "./rule.ts";

export const randomJvpRules: { readonly [P in RandomName]: JvpRule<P> | NoDerivative } = {
  threefry2x32: takesNoFloats,
};
