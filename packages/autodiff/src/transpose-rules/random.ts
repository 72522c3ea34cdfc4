import type { Nonlinear, RandomName } from "@proj/array/core";
import { givesIntegers } from "./rule.ts";

export const randomTransposeRules: { readonly [P in RandomName]: Nonlinear } = {
  threefry2x32: givesIntegers,
};
