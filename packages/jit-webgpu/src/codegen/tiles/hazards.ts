import { readsOfElement, type BufferId, type Step } from "@proj/jit/core";
import type { Layout } from "../wgsl/layout.ts";
import { nodesOf, type Barriers, type StepNode } from "./step-nodes.ts";
import { meetingPlace, StepAccesses, touching, type ThreadAccess } from "./step-accesses.ts";

/*
 * Where the threads of a workgroup have to wait for each other between steps. A step needs a barrier before it if it reads what
 * other threads have written since the last one, or writes what they have read or written. Buffers are compared by the memory
 * they lie in, which buffers that live at different times share. What each thread left for itself needs no barrier: the points
 * of a loop are dealt out by their number, so two steps that touch the elements of a buffer in the order of their points touch
 * each with the same thread.
 */

/** Follows the accesses since the last barrier along the steps, and adds the barriers that they make necessary. */
class Analysis {
  readonly #layout: Layout;
  readonly #steps: StepAccesses;

  constructor(layout: Layout, steps: readonly Step[]) {
    this.#layout = layout;
    this.#steps = new StepAccesses(steps);
  }

  /** Gives what is pending after the nodes, from what is pending before them. */
  after(nodes: readonly StepNode[], pending: readonly ThreadAccess[]): readonly ThreadAccess[] {
    return nodes.reduce((before, node) => this.#afterOne(node, before), pending);
  }

  #afterOne(node: StepNode, pending: readonly ThreadAccess[]): readonly ThreadAccess[] {
    switch (node.kind) {
      case "compute":
        return this.#perform(this.#steps.of(node.step), node.before, pending);
      case "carries":
        return this.#perform(
          [
            ...node.carries.map(({ next }) => touching(next, false, 0)),
            ...node.carries.map(({ current }) => touching(current, true, 0)),
          ],
          node.before,
          pending,
        );
      case "scan":
      case "tiles":
        return this.#afterLoop(pending, (head) => this.after(node.body, head));
      case "while": {
        const decided = (head: readonly ThreadAccess[]): readonly ThreadAccess[] =>
          this.#decide([node.step.predicate], node.before, this.after(node.condition, head));
        let exit: readonly ThreadAccess[] = [];
        this.#afterLoop(pending, (head) => this.after(node.body, (exit = decided(head))));
        return exit;
      }
      case "cond": {
        const read = readsOfElement(node.step.index).map(({ buffer }) => buffer);
        const chosen = this.#decide(read, node.before, pending);
        return union(node.branches.map((branch) => this.after(branch, chosen)));
      }
    }
  }

  /** A loop begins with what is pending before it and with what its last iteration left pending. */
  #afterLoop(
    pending: readonly ThreadAccess[],
    iterate: (head: readonly ThreadAccess[]) => readonly ThreadAccess[],
  ): readonly ThreadAccess[] {
    let head = union([pending]);
    for (;;) {
      const end = iterate(head);
      const next = union([head, end]);
      if (next.length === head.length) return end;
      head = next;
    }
  }

  /** One thread reads, and tells all others through workgroup memory, for which they wait. */
  #decide(read: readonly BufferId[], before: Barriers, pending: readonly ThreadAccess[]): readonly ThreadAccess[] {
    const accesses = read.map((buffer) => touching(buffer, false));
    const after = this.#perform(accesses, before, pending);
    return after.filter(({ buffer }) => !this.#isWorkgroup(buffer));
  }

  #perform(
    accesses: readonly ThreadAccess[],
    before: Barriers,
    pending: readonly ThreadAccess[],
  ): readonly ThreadAccess[] {
    for (const access of accesses) {
      if (!pending.some((other) => this.#conflict(access, other))) continue;
      if (this.#isWorkgroup(access.buffer)) before.workgroup = true;
      else before.storage = true;
    }
    const left = pending.filter(({ buffer }) => !(this.#isWorkgroup(buffer) ? before.workgroup : before.storage));
    return union([left, accesses]);
  }

  #isWorkgroup(buffer: BufferId): boolean {
    return buffer === meetingPlace || this.#layout.place(buffer).variable === "own";
  }

  #conflict(a: ThreadAccess, b: ThreadAccess): boolean {
    if (!a.write && !b.write) return false;
    if (a.once !== null && a.once === b.once) return false;
    if (a.buffer === b.buffer) return a.linear === null || a.linear !== b.linear;
    if (a.buffer === meetingPlace || b.buffer === meetingPlace) return false;
    const [first, second] = [this.#extent(a.buffer), this.#extent(b.buffer)];
    return first.memory === second.memory && first.from < second.to && second.from < first.to;
  }

  #extent(buffer: BufferId): { readonly memory: string; readonly from: number; readonly to: number } {
    const { variable, base } = this.#layout.place(buffer);
    const { size } = this.#layout.program.buffers[buffer]!;
    return { memory: variable === "own" ? variable : variable.name, from: base, to: base + size };
  }
}

function union(lists: readonly (readonly ThreadAccess[])[]): readonly ThreadAccess[] {
  const byKey = new Map<string, ThreadAccess>();
  for (const access of lists.flat())
    byKey.set(`${access.buffer} ${access.write} ${access.linear} ${access.once}`, access);
  return [...byKey.values()];
}

/**
 * The steps of one workgroup with the barriers that they need.
 *
 * @param steps - what the threads of the workgroup do one after the other.
 * @param layout - where the buffers lie.
 */
export function withBarriers(steps: readonly Step[], layout: Layout): readonly StepNode[] {
  const nodes = nodesOf(steps);
  new Analysis(layout, steps).after(nodes, []);
  return nodes;
}
