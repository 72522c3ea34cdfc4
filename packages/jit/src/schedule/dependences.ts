import { accessesOf, hasView } from "../program/accesses.ts";
import type { Declarations } from "../program/declarations.ts";
import { domainOf } from "../program/domain.ts";
import type { BufferId, Step } from "../program/program.ts";
import { isComputeStep, visitSteps } from "../program/walk.ts";
import { areDisjoint, everything, footprintOf, type Footprint } from "./footprint.ts";

/** What a step, the steps nested in it included, does to one buffer. */
interface Effect {
  readonly buffer: BufferId;
  readonly writes: boolean;
  readonly footprint: Footprint;
}

/** What an earlier step does to a buffer. */
interface Seen {
  readonly step: number;
  readonly footprint: Footprint;
}

function effectsOf(root: Step, { buffers, positions }: Declarations): Effect[] {
  const effects: Effect[] = [];
  visitSteps([root], (step) => {
    const domain = isComputeStep(step) ? domainOf(step) : [];
    for (const access of accessesOf(step)) {
      const { buffer, writes } = access;
      const footprint = hasView(access) ? footprintOf(access, domain, positions) : everything(buffers[buffer]!.size);
      effects.push({ buffer, writes, footprint });
    }
  });
  return effects;
}

/**
 * For each step, the earlier ones that it must come after: those that write what it reads or writes, or read what it writes.
 *
 * @param steps - in an order that means what the program means.
 */
export function dependencesOf(steps: readonly Step[], declarations: Declarations): readonly ReadonlySet<number>[] {
  const reads = new Map<BufferId, Seen[]>();
  const writes = new Map<BufferId, Seen[]>();
  return steps.map((step, position) => {
    const before = new Set<number>();
    const effects = effectsOf(step, declarations);
    for (const effect of effects) {
      // Steps that only read a value do not wait for each other, however many there are.
      for (const list of effect.writes ? [reads, writes] : [writes]) {
        for (const { step, footprint } of list.get(effect.buffer) ?? [])
          if (!before.has(step) && !areDisjoint(effect.footprint, footprint)) before.add(step);
      }
    }
    for (const { buffer, footprint, writes: isWritten } of effects) {
      const list = isWritten ? writes : reads;
      const known = list.get(buffer);
      if (known === undefined) list.set(buffer, [{ step: position, footprint }]);
      else known.push({ step: position, footprint });
    }
    return before;
  });
}
