import type { CounterId } from "@proj/jit/core";
import type { Capabilities } from "../capabilities.ts";
import { emitGuards, guardCounters } from "./guard.ts";
import { KernelBuilder } from "../wgsl/kernel-builder.ts";
import type { Layout } from "../wgsl/layout.ts";
import type { Scope } from "../threads/scope.ts";
import { gridTeam, workgroupTeam, type Team } from "../threads/team.ts";
import type { Task } from "./task.ts";

/*
 * Several tasks in one kernel: side by side, each with workgroups of its own, or one after the other in a single workgroup.
 */

/** The words in which recorded scans count, by their counters. */
export type CounterWords = ReadonlyMap<CounterId, number>;

/** The most workgroups along one dimension of a dispatch; beyond, the device rounds their number up. */
const dispatchWidth = 65535;

/** How the tasks of a kernel stand to each other. */
export type Arrangement = "side by side" | "one after the other";

/** The workgroups of a dispatch. */
export function workgroupsOf(tasks: readonly Task[], arrangement: Arrangement): number {
  return arrangement === "side by side" ? tasks.reduce((sum, { workgroups }) => sum + workgroups, 0) : 1;
}

function teamOf(task: Task, capabilities: Capabilities, share: { first: number } | null): Team {
  if (task.workgroups === 1) return workgroupTeam(capabilities);
  const { workgroups } = task;
  return gridTeam(capabilities, share === null ? null : { ...share, count: workgroups }, workgroups);
}

function emitTasks(
  kernel: KernelBuilder,
  tasks: readonly Task[],
  arrangement: Arrangement,
  counters: Scope["counters"],
): void {
  const { capabilities } = kernel;
  const total = workgroupsOf(tasks, arrangement);
  const emit = (task: Task, share: { first: number } | null): void =>
    kernel.borrowing(() => task.emit(kernel, { team: teamOf(task, capabilities, share), counters }));
  if (tasks.length === 1) {
    if (total > dispatchWidth) kernel.block(`if (group < ${total})`, () => emit(tasks[0]!, null));
    else emit(tasks[0]!, null);
    return;
  }
  if (arrangement === "one after the other") {
    tasks.forEach((task, index) => {
      if (index > 0) {
        kernel.line("workgroupBarrier();");
        kernel.line("storageBarrier();");
      }
      kernel.block("", () => emit(task, null));
    });
    return;
  }
  let first = 0;
  tasks.forEach((task, index) => {
    const share = { first };
    first += task.workgroups;
    const head = index + 1 === tasks.length && total <= dispatchWidth ? "else" : `if (group < ${first})`;
    kernel.block(index > 0 && head !== "else" ? `else ${head}` : head, () => emit(task, share));
  });
}

function build(
  tasks: readonly Task[],
  arrangement: Arrangement,
  layout: Layout,
  capabilities: Capabilities,
  words: CounterWords,
  together: boolean,
  atomics?: ReadonlySet<string>,
): KernelBuilder {
  const kernel = new KernelBuilder(layout, capabilities, atomics);
  const { guards } = tasks[0]!;
  const read = new Set([...tasks.flatMap((task) => [...task.counters]), ...guardCounters(guards)]);
  const counters = new Map(
    [...words]
      .filter(([counter]) => read.has(counter))
      .map(([counter, word]) => [counter, kernel.let("t", `bitcast<i32>(${kernel.loadWord(word)})`)]),
  );
  const total = workgroupsOf(tasks, arrangement);
  const team = total === 1 ? workgroupTeam(capabilities) : gridTeam(capabilities);
  emitGuards(kernel, guards, { team, counters }, together);
  emitTasks(kernel, tasks, arrangement, counters);
  return kernel;
}

/**
 * The module of a dispatch, or null if it takes more workgroup memory than there is.
 *
 * @param tasks - at least one, all with the same guards; one after the other only if each has one workgroup.
 * @param arrangement - how they stand to each other.
 * @param layout - where buffers lie.
 * @param capabilities - what kernels may rely on.
 * @param words - of the recorded scans around.
 */
export function emitDispatch(
  tasks: readonly Task[],
  arrangement: Arrangement,
  layout: Layout,
  capabilities: Capabilities,
  words: CounterWords,
): string | null {
  const guarded = tasks[0]!.guards.length > 0;
  let kernel = build(tasks, arrangement, layout, capabilities, words, false);
  // What the beginning of a kernel has to be depends on what comes later.
  const together = guarded && /Barrier|workgroupUniformLoad|subgroup/.test(kernel.text());
  const atomics = kernel.wantedAtomics;
  if (together || atomics.size > 0) kernel = build(tasks, arrangement, layout, capabilities, words, together, atomics);
  return kernel.workgroupBytes > capabilities.workgroupBytes ? null : kernel.text();
}
