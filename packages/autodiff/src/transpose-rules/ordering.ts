import type { OrderingName } from "@proj/array/core";
import { nonlinear, type Nonlinear } from "./rule.ts";

export const orderingTransposeRules: { readonly [P in OrderingName]: Nonlinear } = {
  sort: nonlinear,
};
