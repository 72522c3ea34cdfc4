import { accessesOf, carriesOf } from "../program/accesses.ts";
import type { BufferId, Program, Step } from "../program/program.ts";
import { nestedSteps } from "../program/walk.ts";

/** What the rest of a program does with the buffers of some steps. */
export interface Surroundings {
  readonly touched: ReadonlySet<BufferId>;
  readonly read: ReadonlySet<BufferId>;
}

/** What all steps but these do. */
export function surroundingsOf(program: Program<"lowered">, inside: ReadonlySet<Step>): Surroundings {
  const touched = new Set<BufferId>(program.outputs);
  const read = new Set<BufferId>(program.outputs);
  const walk = (step: Step): void => {
    if (inside.has(step)) return;
    for (const { buffer, writes } of accessesOf(step)) {
      touched.add(buffer);
      if (!writes) read.add(buffer);
    }
    // A loop without iterations hands on what its carries hold.
    for (const { current } of carriesOf(step)) read.add(current);
    for (const list of nestedSteps(step)) list.forEach(walk);
  };
  program.steps.forEach(walk);
  return { touched, read };
}
