import { nestedSteps } from "./plan.ts";
import type { Step } from "./program.ts";

/**
 * How many times a parallel target is sent work by steps: once for each that does not order others; tiles and groups are one,
 * and what a loop outside of tiles runs counts in every iteration. Of a while one iteration counts, of a cond every branch.
 */
export function dispatchesOf(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => sum + dispatchesOfStep(step), 0);
}

function dispatchesOfStep(step: Step): number {
  switch (step.kind) {
    case "scan":
      return step.length * dispatchesOf(step.body);
    case "while":
    case "cond":
      return dispatchesOf(nestedSteps(step).flat());
    default:
      return 1;
  }
}
