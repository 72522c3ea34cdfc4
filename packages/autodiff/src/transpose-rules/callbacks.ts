import type { CallbackName, Nonlinear } from "@proj/array/core";
import { nonlinear } from "./rule.ts";

export const callbackTransposeRules: { readonly [P in CallbackName]: Nonlinear } = {
  callback: nonlinear,
};
