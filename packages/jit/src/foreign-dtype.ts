import type { DType } from "@proj/array";
import { nestedSteps } from "./plan.ts";
import type { Program, Step } from "./program.ts";

/** A dtype that a program has in a buffer or computes with on the way and that is not among `available`, or null. */
export function foreignDType(program: Program, available: readonly DType[]): DType | null {
  const foreign = (dtypes: readonly DType[]): DType | null =>
    dtypes.find((dtype) => !available.includes(dtype)) ?? null;
  const computed = (steps: readonly Step[]): DType | null => {
    for (const step of steps) {
      const found =
        (step.kind === "loop" ? foreign(step.expressions.map(({ dtype }) => dtype)) : null) ??
        computed(nestedSteps(step).flat());
      if (found !== null) return found;
    }
    return null;
  };
  return foreign(program.buffers.map(({ dtype }) => dtype)) ?? computed(program.steps);
}
