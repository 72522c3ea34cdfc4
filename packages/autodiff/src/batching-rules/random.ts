import type { MadeRules, RandomName } from "@proj/array/core";
import { elementwiseRule } from "./elementwise.ts";
import type { BatchingRule } from "./rule.ts";

export const randomBatchingRules: MadeRules<{ readonly [P in RandomName]: BatchingRule<P> }> = {
  make: { threefry2x32: elementwiseRule },
};
