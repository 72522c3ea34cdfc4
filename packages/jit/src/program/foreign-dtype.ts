import type { DType } from "@proj/array";
import type { Program, Stage } from "./program.ts";
import { visitSteps } from "./walk.ts";

/** A dtype that a program has in a buffer or computes with on the way and that is not among `available`, or null. */
export function foreignDType(program: Program<Stage>, available: readonly DType[]): DType | null {
  const used = program.buffers.map(({ dtype }) => dtype);
  visitSteps(program.steps, (step) => {
    if (step.kind === "loop") used.push(...step.expressions.map(({ dtype }) => dtype));
  });
  return used.find((dtype) => !available.includes(dtype)) ?? null;
}
