import { nestedSteps } from "../plan.ts";
import type { BufferId, IndexComponent, Step, View } from "../program.ts";
import { areDisjoint, everything, footprintOf, type Footprint } from "./footprint.ts";
import type { Memory } from "./memory.ts";

/** What a step, the steps nested in it included, does to one buffer. */
export interface Access {
  readonly buffer: BufferId;
  readonly writes: boolean;
  readonly footprint: Footprint;
}

/** Everything a step touches, the steps nested in it included. */
export function accessesOf(step: Step, memory: Memory): Access[] {
  const accesses: Access[] = [];
  const whole = (buffer: BufferId, writes: boolean): void => {
    accesses.push({ buffer, writes, footprint: everything(memory.buffers[buffer]!.size) });
  };
  const access = (
    view: View,
    domain: readonly number[],
    writes: boolean,
    displaced: readonly IndexComponent<unknown>[] = [],
  ): void => {
    for (const index of view.dynamic) if (index.kind === "element") access(index.at, [], false);
    accesses.push({
      buffer: view.buffer,
      writes,
      footprint: footprintOf(view, domain, displaced, memory.positions),
    });
  };
  const visit = (step: Step): void => {
    switch (step.kind) {
      case "loop": {
        const domain = [...step.parallel, ...step.reduced];
        for (const expression of step.expressions) {
          if (expression.op === "load") access(expression.view, domain, false);
          if (expression.op === "gather") access(expression.view, domain, false, expression.indices);
        }
        for (const { view } of step.stores) access(view, step.parallel, true);
        break;
      }
      case "pack":
        access(step.source, [step.k, step.n], false);
        whole(step.target, true);
        break;
      case "contract":
        access(step.lhs, [...step.batch, step.m, step.k], false);
        if (step.rhs.packed) whole(step.rhs.buffer, false);
        else access(step.rhs.view, [...step.batch, step.k, step.n], false);
        access(step.out, [...step.batch, step.m, step.n], true);
        if (step.workspace !== null) whole(step.workspace, true);
        break;
      case "scatter":
        access(step.updates, step.domain, false);
        for (const { value } of step.indices) access(value, step.domain, false);
        access(step.target, step.domain, true, step.indices);
        break;
      case "sort":
        for (const { input, output } of step.operands) {
          access(input, step.domain, false);
          access(output, step.domain, true);
        }
        whole(step.workspace, true);
        break;
      case "cumulative":
        access(step.input, step.domain, false);
        access(step.output, step.domain, true);
        break;
      case "scan":
      case "while":
        for (const { current, next } of step.carries) {
          whole(next, false);
          whole(current, true);
        }
        if (step.kind === "while") whole(step.predicate, false);
        break;
      case "cond":
        access(step.index, [], false);
        break;
      case "tiles":
      case "group":
        break;
    }
    for (const nested of nestedSteps(step)) nested.forEach(visit);
  };
  visit(step);
  return accesses;
}

/**
 * For each step, the earlier ones that it must come after: those that write what it reads or writes, or read what it writes.
 *
 * @param steps - in an order that means what the program means.
 */
export function dependencesOf(steps: readonly Step[], memory: Memory): readonly ReadonlySet<number>[] {
  const seen = new Map<BufferId, { readonly step: number; readonly access: Access }[]>();
  return steps.map((step, position) => {
    const before = new Set<number>();
    const accesses = accessesOf(step, memory);
    for (const access of accesses) {
      for (const earlier of seen.get(access.buffer) ?? []) {
        if (!access.writes && !earlier.access.writes) continue;
        if (before.has(earlier.step) || areDisjoint(access.footprint, earlier.access.footprint)) continue;
        before.add(earlier.step);
      }
    }
    for (const access of accesses) {
      const list = seen.get(access.buffer);
      if (list === undefined) seen.set(access.buffer, [{ step: position, access }]);
      else list.push({ step: position, access });
    }
    return before;
  });
}
