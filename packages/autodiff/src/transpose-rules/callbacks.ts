import type { CallbackName } from "@proj/array/core";
import { nonlinear, type Nonlinear } from "./rule.ts";

export const callbackTransposeRules: { readonly [P in CallbackName]: Nonlinear } = {
  callback: nonlinear,
};
