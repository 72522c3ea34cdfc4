import type { ControlFlowName } from "@proj/array/core";
import { condBatching } from "./cond.ts";
import type { BatchingRule } from "./rule.ts";
import { scanBatching } from "./scan.ts";
import { whileBatching } from "./while.ts";

export const controlFlowBatchingRules: { readonly [P in ControlFlowName]: BatchingRule<P> } = {
  scan: scanBatching,
  while: whileBatching,
  cond: condBatching,
};
