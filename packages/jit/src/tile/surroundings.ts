import { nestedSteps, visitBuffers } from "../plan.ts";
import type { BufferId, Program, Scan, Step } from "../program.ts";
import { accessesOf, isLeaf } from "./leaves.ts";
import { controlReads } from "./locality.ts";

/** What the rest of a program does with a scan's buffers. */
export interface Surroundings {
  readonly touched: ReadonlySet<BufferId>;
  readonly read: ReadonlySet<BufferId>;
}

export function surroundingsOf(program: Program<"lowered">, scan: Scan): Surroundings {
  const touched = new Set<BufferId>(program.outputs);
  const read = new Set<BufferId>(program.outputs);
  const walk = (step: Step): void => {
    if (step === scan) return;
    visitBuffers(step, (buffer) => touched.add(buffer));
    if (isLeaf(step)) for (const { view, writes } of accessesOf(step)) if (!writes) read.add(view.buffer);
    for (const { view } of controlReads(step)) read.add(view.buffer);
    if (step.kind === "scan" || step.kind === "while")
      for (const { current, next } of step.carries) [current, next].forEach((buffer) => read.add(buffer));
    for (const list of nestedSteps(step)) list.forEach(walk);
  };
  program.steps.forEach(walk);
  return { touched, read };
}
