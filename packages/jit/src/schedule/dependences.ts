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
  const seen = new Map<BufferId, { readonly step: number; readonly effect: Effect }[]>();
  return steps.map((step, position) => {
    const before = new Set<number>();
    const effects = effectsOf(step, declarations);
    for (const effect of effects) {
      for (const earlier of seen.get(effect.buffer) ?? []) {
        if (!effect.writes && !earlier.effect.writes) continue;
        if (before.has(earlier.step) || areDisjoint(effect.footprint, earlier.effect.footprint)) continue;
        before.add(earlier.step);
      }
    }
    for (const effect of effects) {
      const list = seen.get(effect.buffer);
      if (list === undefined) seen.set(effect.buffer, [{ step: position, effect }]);
      else list.push({ step: position, effect });
    }
    return before;
  });
}
