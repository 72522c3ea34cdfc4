import { accessesOf, carriesWithin, decisionReads } from "../program/accesses.ts";
import type { BufferId, ComputeStep, Scan, Step } from "../program/program.ts";
import { computeStepsOf, nestedSteps, someComputeStep } from "../program/walk.ts";

/** A part of a scan's body that needs nothing of the rest. */
export interface Slice {
  readonly steps: ReadonlySet<ComputeStep>;
  /** The buffers whose values it needs or is there to compute. */
  readonly buffers: ReadonlySet<BufferId>;
}

/** The part of a scan that is needed to compute some steps and buffers. */
export function sliceOf(scan: Scan, roots: Iterable<ComputeStep>, results: Iterable<BufferId>): Slice {
  const steps = new Set<ComputeStep>();
  const buffers = new Set(results);
  const all = computeStepsOf(scan.body);
  const carries = carriesWithin([scan]);
  const keep = (step: ComputeStep): void => {
    steps.add(step);
    for (const { buffer, writes } of accessesOf(step)) if (!writes) buffers.add(buffer);
  };
  for (const step of roots) keep(step);
  const decisions = (step: Step): void => {
    if (!someComputeStep(step, (inner) => steps.has(inner))) return;
    for (const { buffer } of decisionReads(step)) buffers.add(buffer);
    for (const list of nestedSteps(step)) list.forEach(decisions);
  };
  for (let before = -1; before !== steps.size + buffers.size;) {
    before = steps.size + buffers.size;
    for (const step of all)
      if (!steps.has(step) && accessesOf(step).some(({ buffer, writes }) => writes && buffers.has(buffer))) keep(step);
    for (const { current, next } of carries) {
      if (!buffers.has(current) && !buffers.has(next)) continue;
      buffers.add(current);
      buffers.add(next);
    }
    scan.body.forEach(decisions);
  }
  return { steps, buffers };
}
