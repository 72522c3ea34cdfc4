import type { RandomName } from "@proj/array/core";
import { elementwiseRule } from "./elementwise.ts";
import type { BatchingRule } from "./rule.ts";

export const randomBatchingRules = (): { readonly [P in RandomName]: BatchingRule<P> } => ({
  threefry2x32: elementwiseRule("threefry2x32"),
});
