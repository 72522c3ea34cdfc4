import type { RandomName } from "@proj/array/core";
import { givesIntegers, type Nonlinear } from "./rule.ts";

export const randomTransposeRules: { readonly [P in RandomName]: Nonlinear } = {
  threefry2x32: givesIntegers,
};
