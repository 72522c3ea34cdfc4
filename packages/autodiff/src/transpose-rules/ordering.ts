import type { Nonlinear, OrderingName } from "@proj/array/core";
import { nonlinear } from "./rule.ts";

export const orderingTransposeRules: { readonly [P in OrderingName]: Nonlinear } = {
  sort: nonlinear,
};
