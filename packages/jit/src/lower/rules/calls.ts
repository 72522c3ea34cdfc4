import { defect } from "@proj/array/core";
import type { CallName, Equation } from "@proj/array/core";
import { notCompiled } from "../not-compiled.ts";
import type { Block } from "../block.ts";
import type { LoweringRule } from "../rule.ts";

/** Simplification writes the equations of a call in its place. */
function writtenOut(_: Block, { primitive }: Equation): never {
  throw defect(`lowering: ${primitive} should have been simplified away`);
}

export const callLoweringRules: { readonly [P in CallName]: LoweringRule<P> } = {
  jit: { role: "opaque", lower: writtenOut },
  checkpoint: { role: "opaque", lower: writtenOut },
  customJvpCall: { role: "opaque", lower: writtenOut },
  customVjpCall: { role: "opaque", lower: writtenOut },
  customLinear: {
    role: "opaque",
    lower: notCompiled("reverse mode of a customVjp function"),
  },
};
