import { countersWithin, type ComputeStep, type CounterId, type Tiles } from "@proj/jit/core";
import type { Capabilities } from "../capabilities.ts";
import type { Guard } from "./guard.ts";
import type { KernelBuilder } from "../wgsl/kernel-builder.ts";
import { labelOf } from "./label.ts";
import { emitStep, stepWorkgroups } from "../steps/emit-step.ts";
import { emitWorkgroupSteps } from "../tiles/workgroup-steps.ts";
import type { Scope } from "../threads/scope.ts";
import { workgroupTeam } from "../threads/team.ts";

/** What some workgroups of a dispatch do. */
export interface Task {
  readonly label: string;
  readonly workgroups: number;
  /** The counters of recorded scans that it reads. */
  readonly counters: ReadonlySet<CounterId>;
  /** It is done only if all of them hold. */
  readonly guards: readonly Guard[];
  /** Adds it to a kernel; the team of the scope has the workgroups of this task. */
  emit(kernel: KernelBuilder, scope: Scope): void;
}

/** A step as a task of one dispatch: a step that computes, or tiles, each of whose positions is a workgroup's. */
export function taskOf(step: ComputeStep | Tiles, guards: readonly Guard[], capabilities: Capabilities): Task {
  const common = { label: labelOf(step), counters: countersWithin([step]), guards };
  if (step.kind !== "tiles")
    return {
      ...common,
      workgroups: stepWorkgroups(step, capabilities),
      emit: (kernel, scope) => emitStep(kernel, step, scope),
    };
  const { count, counter, body } = step;
  return {
    ...common,
    workgroups: count,
    emit(kernel, { team, counters }) {
      const position = count === 1 ? "0" : kernel.let("t", `i32(${team.group})`);
      const inside: Scope = {
        team: workgroupTeam(capabilities),
        counters: new Map(counters).set(counter, position),
        times: count,
      };
      kernel.borrowing(() => emitWorkgroupSteps(kernel, body, inside));
    },
  };
}
