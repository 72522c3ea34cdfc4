import { sizeOf } from "@proj/array/core";
import type { BufferId, CounterId, Step, View } from "@proj/jit/core";
import type { LeafStep } from "./step-emitter.ts";

/** What a step touches. */
export interface Accesses {
  readonly reads: ReadonlySet<BufferId>;
  readonly writes: ReadonlySet<BufferId>;
}

/** The buffers that a view and its dynamic indices are read from. */
function readView({ buffer, dynamic }: View, reads: Set<BufferId>): void {
  reads.add(buffer);
  indicesOf(dynamic, reads);
}

function indicesOf(dynamic: View["dynamic"], reads: Set<BufferId>): void {
  for (const index of dynamic) if (index.kind === "element") readView(index.at, reads);
}

/** The views that a step reads and writes. */
export function viewsOf(step: LeafStep): { readonly reads: readonly View[]; readonly writes: readonly View[] } {
  switch (step.kind) {
    case "loop":
      return {
        reads: step.expressions.flatMap((e) => (e.op === "load" || e.op === "gather" ? [e.view] : [])),
        writes: step.stores.map(({ view }) => view),
      };
    case "pack":
      return { reads: [step.source], writes: [] };
    case "contract":
      return {
        reads: [step.lhs, ...(step.rhs.packed ? [] : [step.rhs.view]), ...(step.accumulate ? [step.out] : [])],
        writes: [step.out],
      };
    case "scatter":
      return { reads: [step.updates, ...step.indices.map(({ value }) => value), step.target], writes: [step.target] };
    case "sort":
      return { reads: step.operands.map(({ input }) => input), writes: step.operands.map(({ output }) => output) };
    case "cumulative":
      return { reads: [step.input], writes: [step.output] };
  }
}

/** What a step that computes touches. */
export function accessesOf(step: LeafStep): Accesses {
  const [reads, writes] = [new Set<BufferId>(), new Set<BufferId>()];
  const views = viewsOf(step);
  for (const view of views.reads) readView(view, reads);
  for (const { buffer, dynamic } of views.writes) {
    writes.add(buffer);
    indicesOf(dynamic, reads);
  }
  if (step.kind === "sort") writes.add(step.workspace);
  return { reads, writes };
}

/** What reading one element at a view touches. */
export function accessesOfElement(view: View): Accesses {
  const reads = new Set<BufferId>();
  readView(view, reads);
  return { reads, writes: new Set() };
}

/** The lists of steps nested in a step. */
export function nestedSteps(step: Step): readonly (readonly Step[])[] {
  switch (step.kind) {
    case "scan":
    case "tiles":
      return [step.body];
    case "while":
      return [step.condition, step.body];
    case "cond":
      return step.branches;
    case "group":
      return [step.steps];
    default:
      return [];
  }
}

/** Every buffer that steps write, those nested in them included. */
export function writtenBuffers(steps: readonly Step[]): ReadonlySet<BufferId> {
  const written = new Set<BufferId>();
  const walk = (step: Step): void => {
    for (const nested of nestedSteps(step)) nested.forEach(walk);
    if (step.kind === "scan" || step.kind === "while") for (const { current } of step.carries) written.add(current);
    else if (isLeaf(step)) for (const buffer of accessesOf(step).writes) written.add(buffer);
  };
  steps.forEach(walk);
  return written;
}

/** Whether a step computes, as opposed to ordering other steps. */
export function isLeaf(step: Step): step is LeafStep {
  switch (step.kind) {
    case "scan":
    case "while":
    case "cond":
    case "tiles":
    case "group":
      return false;
    default:
      return true;
  }
}

/** Whether a step has nothing to do. */
export function isEmpty(step: LeafStep): boolean {
  switch (step.kind) {
    case "loop":
      return sizeOf(step.parallel) === 0;
    case "pack":
      return step.k * step.n === 0;
    case "contract":
      return sizeOf(step.batch) * step.m * step.n === 0 || (step.k === 0 && step.accumulate);
    case "scatter":
    case "sort":
    case "cumulative":
      return sizeOf(step.domain) === 0;
  }
}

/** The counters that the dynamic indices of a view read. */
export function countersOfView({ dynamic }: View, counters = new Set<CounterId>()): ReadonlySet<CounterId> {
  for (const index of dynamic) {
    if (index.kind === "counter") counters.add(index.counter);
    else countersOfView(index.at, counters);
  }
  return counters;
}

/** The counters that a step and those nested in it read. */
export function countersOf(step: Step, counters = new Set<CounterId>()): ReadonlySet<CounterId> {
  if (step.kind === "cond") countersOfView(step.index, counters);
  for (const nested of nestedSteps(step)) for (const inner of nested) countersOf(inner, counters);
  if (!isLeaf(step)) return counters;
  const { reads, writes } = viewsOf(step);
  for (const view of [...reads, ...writes]) countersOfView(view, counters);
  if (step.kind === "loop")
    for (const expression of step.expressions) if (expression.op === "counter") counters.add(expression.counter);
  return counters;
}
