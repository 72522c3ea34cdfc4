import { UsageError } from "@proj/array";
import type { Equation, RoutineName } from "@proj/array/core";
import type { Block } from "../block.ts";
import type { LoweringRule } from "../rule.ts";

/** Lowers a routine to the loops that it brings. */
function lowerRoutine(_: Block, { params }: Equation<"routine">): void {
  throw new UsageError({
    operation: "jit",
    received: `a program with ${params.routine.name}`,
    expected: "functions that targets compile",
    remedy: "call it outside of jit",
  });
}

export const routineLoweringRules: { readonly [P in RoutineName]: LoweringRule<P> } = {
  routine: { role: "opaque", lower: lowerRoutine },
};
