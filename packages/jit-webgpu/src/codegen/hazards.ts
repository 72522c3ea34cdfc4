import { sizeOf } from "@proj/array";
import type { BufferId, Carry, Cond, Scan, Step, Tiles, View, While } from "@proj/jit";
import { accessesOf, accessesOfElement, isEmpty, isLeaf, viewsOf, type Accesses } from "./accesses.ts";
import { carryAccesses, movedCarries } from "./carries.ts";
import type { Layout } from "./layout.ts";
import { tidyAxes } from "./loop-axes.ts";
import type { LeafStep } from "./step-emitter.ts";

/*
 * Where the threads of a workgroup have to wait for each other between steps. A step needs a barrier before it if it reads what
 * other threads have written since the last one, or writes what they have read or written. Buffers are compared by the memory
 * they lie in, which buffers that live at different times share. What each thread left for itself needs no barrier: the points
 * of a loop are dealt out by their number, so two steps that touch the elements of a buffer in the order of their points touch
 * each with the same thread.
 */

/** The barriers before a step: for workgroup memory and for storage buffers. */
export interface Barriers {
  workgroup: boolean;
  storage: boolean;
}

/** The steps of one workgroup, with the barriers that they need. */
export type Node =
  | { readonly kind: "leaf"; readonly step: LeafStep; readonly before: Barriers }
  | { readonly kind: "carries"; readonly carries: readonly Carry[]; readonly before: Barriers }
  | { readonly kind: "scan"; readonly step: Scan; readonly body: readonly Node[] }
  | {
      readonly kind: "while";
      readonly step: While;
      readonly condition: readonly Node[];
      readonly before: Barriers;
      readonly body: readonly Node[];
    }
  | {
      readonly kind: "cond";
      readonly step: Cond;
      readonly before: Barriers;
      readonly branches: readonly (readonly Node[])[];
    }
  | { readonly kind: "tiles"; readonly step: Tiles; readonly body: readonly Node[] };

/** Stands for the workgroup memory in which the threads of a step meet. */
const meetingPlace = -1;

/** An access by all threads since the last barrier. */
interface Access {
  readonly buffer: BufferId;
  readonly write: boolean;
  /** The element that the thread with number p touches is this + p, p + lanes…; null if it is anything else. */
  readonly linear: number | null;
}

const noBarriers = (): Barriers => ({ workgroup: false, storage: false });

/** Steps as nodes, still without barriers. */
function nodesOf(steps: readonly Step[]): readonly Node[] {
  return steps.flatMap((step): readonly Node[] => {
    if (isLeaf(step)) return isEmpty(step) ? [] : [{ kind: "leaf", step, before: noBarriers() }];
    switch (step.kind) {
      case "scan":
        return step.length === 0 ? [] : [{ kind: "scan", step, body: iterationOf(step.body, step.carries) }];
      case "while":
        return [
          {
            kind: "while",
            step,
            condition: nodesOf(step.condition),
            before: noBarriers(),
            body: iterationOf(step.body, step.carries),
          },
        ];
      case "cond":
        return [{ kind: "cond", step, before: noBarriers(), branches: step.branches.map(nodesOf) }];
      case "tiles":
        return step.count === 0 ? [] : [{ kind: "tiles", step, body: nodesOf(step.body) }];
      case "group":
        return nodesOf(step.steps);
    }
  });
}

function iterationOf(body: readonly Step[], carries: readonly Carry[]): readonly Node[] {
  const moved = movedCarries(carries);
  return [
    ...nodesOf(body),
    ...(moved.length > 0 ? [{ kind: "carries", carries: moved, before: noBarriers() } as const] : []),
  ];
}

/** Whether the threads of a step may meet in workgroup memory. */
function mayMeet(step: LeafStep): boolean {
  switch (step.kind) {
    case "loop":
      return step.reductions.length > 0 && sizeOf(step.reduced) > 1;
    case "scatter":
    case "sort":
    case "cumulative":
      return true;
    default:
      return false;
  }
}

/** Strides that number the points of a domain in row-major order. */
function isDense(lengths: readonly number[], strides: readonly number[]): boolean {
  let step = 1;
  for (let axis = lengths.length - 1; axis >= 0; axis--) {
    if (strides[axis] !== step) return false;
    step *= lengths[axis]!;
  }
  return true;
}

/** The accesses of a loop that computes point by point. */
function pointAccesses(step: Extract<LeafStep, { readonly kind: "loop" }>): readonly Access[] {
  const loop = tidyAxes(step);
  const linearOf = ({ strides, offset, dynamic }: View): number | null =>
    dynamic.length === 0 && isDense(loop.parallel, strides) ? offset : null;
  const displaced = new Set(loop.expressions.flatMap((e) => (e.op === "gather" ? [e.view] : [])));
  const { reads, writes } = viewsOf(loop);
  const seen: Access[] = [
    ...reads.map((view) => ({
      buffer: view.buffer,
      write: false,
      linear: displaced.has(view) ? null : linearOf(view),
    })),
    ...writes.map((view) => ({ buffer: view.buffer, write: true, linear: linearOf(view) })),
  ];
  // What dynamic indices read is read by every thread.
  const viewed = new Set(reads.map(({ buffer }) => buffer));
  for (const view of [...reads, ...writes])
    for (const index of view.dynamic)
      if (index.kind === "element")
        for (const buffer of accessesOfElement(index.at).reads)
          if (!viewed.has(buffer) || seen.every((one) => one.buffer !== buffer || one.linear !== null))
            seen.push({ buffer, write: false, linear: null });
  return seen;
}

function scattered({ reads, writes }: Accesses, linear: number | null = null): Access[] {
  return [
    ...[...reads].map((buffer) => ({ buffer, write: false, linear })),
    ...[...writes].map((buffer) => ({ buffer, write: true, linear })),
  ];
}

function leafAccesses(step: LeafStep): readonly Access[] {
  if (step.kind === "loop" && step.reductions.length === 0) return pointAccesses(step);
  const accesses = scattered(accessesOf(step));
  return mayMeet(step) ? [...accesses, { buffer: meetingPlace, write: true, linear: null }] : accesses;
}

/** Follows the accesses since the last barrier along the steps, and adds the barriers that they make necessary. */
class Analysis {
  readonly #layout: Layout;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** Gives what is pending after the nodes, from what is pending before them. */
  after(nodes: readonly Node[], pending: readonly Access[]): readonly Access[] {
    return nodes.reduce((before, node) => this.#afterOne(node, before), pending);
  }

  #afterOne(node: Node, pending: readonly Access[]): readonly Access[] {
    switch (node.kind) {
      case "leaf":
        return this.#perform(leafAccesses(node.step), node.before, pending);
      case "carries":
        return this.#perform(scattered(carryAccesses(node.carries), 0), node.before, pending);
      case "scan":
      case "tiles":
        return this.#afterLoop(pending, (head) => this.after(node.body, head));
      case "while": {
        const decided = (head: readonly Access[]): readonly Access[] =>
          this.#decide(
            { reads: new Set([node.step.predicate]), writes: new Set() },
            node.before,
            this.after(node.condition, head),
          );
        let exit: readonly Access[] = [];
        this.#afterLoop(pending, (head) => this.after(node.body, (exit = decided(head))));
        return exit;
      }
      case "cond": {
        const chosen = this.#decide(accessesOfElement(node.step.index), node.before, pending);
        return union(node.branches.map((branch) => this.after(branch, chosen)));
      }
    }
  }

  /** A loop begins with what is pending before it and with what its last iteration left pending. */
  #afterLoop(pending: readonly Access[], iterate: (head: readonly Access[]) => readonly Access[]): readonly Access[] {
    let head = union([pending]);
    for (;;) {
      const end = iterate(head);
      const next = union([head, end]);
      if (next.length === head.length) return end;
      head = next;
    }
  }

  /** One thread reads, and tells all others through workgroup memory, for which they wait. */
  #decide(accesses: Accesses, before: Barriers, pending: readonly Access[]): readonly Access[] {
    const after = this.#perform(scattered(accesses), before, pending);
    return after.filter(({ buffer }) => !this.#isWorkgroup(buffer));
  }

  #perform(accesses: readonly Access[], before: Barriers, pending: readonly Access[]): readonly Access[] {
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

  #conflict(a: Access, b: Access): boolean {
    if (!a.write && !b.write) return false;
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

function union(lists: readonly (readonly Access[])[]): readonly Access[] {
  const byKey = new Map<string, Access>();
  for (const access of lists.flat()) byKey.set(`${access.buffer} ${access.write} ${access.linear}`, access);
  return [...byKey.values()];
}

/**
 * The steps of one workgroup with the barriers that they need.
 *
 * @param steps - what the threads of the workgroup do one after the other.
 * @param layout - where the buffers lie.
 */
export function withBarriers(steps: readonly Step[], layout: Layout): readonly Node[] {
  const nodes = nodesOf(steps);
  new Analysis(layout).after(nodes, []);
  return nodes;
}
