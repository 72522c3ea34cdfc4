import type { ControlFlowName } from "@proj/array/core";
import { condRule } from "./cond.ts";
import type { JvpRule } from "./rule.ts";
import { scanRule } from "./scan.ts";
import { whileRule } from "./while.ts";

export const controlFlowJvpRules: { readonly [P in ControlFlowName]: JvpRule<P> } = {
  scan: scanRule,
  while: whileRule,
  cond: condRule,
};
