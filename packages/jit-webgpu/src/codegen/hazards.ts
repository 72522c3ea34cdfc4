import { sizeOf } from "@proj/array";
import type { BufferId, Carry, Cond, CounterId, Scan, Step, Tiles, View, While } from "@proj/jit";
import { accessesOfElement, isEmpty, isLeaf, viewsOf, type Accesses } from "./accesses.ts";
import { carryAccesses, movedCarries } from "./carries.ts";
import type { Layout } from "./layout.ts";
import { tidyAxes } from "./loop-axes.ts";
import { areDistinct } from "./scatter-axes.ts";
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
  /**
   * Names a write that never meets itself when its step is done again: each element is the same thread's every time, or other
   * elements are written for other values of the counters around. Null for all other accesses.
   */
  readonly once: string | null;
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

/** How often the loops among the nodes go round, by their counters. */
function roundsOf(nodes: readonly Node[], rounds = new Map<CounterId, number>()): ReadonlyMap<CounterId, number> {
  for (const node of nodes) {
    if (node.kind === "scan") rounds.set(node.step.counter, node.step.length);
    if (node.kind === "tiles") rounds.set(node.step.counter, node.step.count);
    if (node.kind === "cond") node.branches.forEach((branch) => roundsOf(branch, rounds));
    if (node.kind === "while") roundsOf(node.condition, rounds);
    if ("body" in node) roundsOf(node.body, rounds);
  }
  return rounds;
}

/** Finds out what each step touches, once for each. */
class StepAccesses {
  readonly #rounds: ReadonlyMap<CounterId, number>;
  readonly #known = new Map<LeafStep, readonly Access[]>();
  #names = 0;

  constructor(nodes: readonly Node[]) {
    this.#rounds = roundsOf(nodes);
  }

  of(step: LeafStep): readonly Access[] {
    const known = this.#known.get(step);
    if (known !== undefined) return known;
    const accesses = this.#find(step);
    this.#known.set(step, accesses);
    return accesses;
  }

  #find(step: LeafStep): readonly Access[] {
    const pointwise = step.kind === "loop" && step.reductions.length === 0;
    const tidied = pointwise ? tidyAxes(step) : step;
    const displaced = new Set<View>(
      tidied.kind === "loop" ? tidied.expressions.flatMap((e) => (e.op === "gather" ? [e.view] : [])) : [],
    );
    const linearOf = (view: View): number | null =>
      tidied.kind === "loop" && pointwise && view.dynamic.length === 0 && isDense(tidied.parallel, view.strides)
        ? view.offset
        : null;
    const { reads, writes } = viewsOf(tidied);
    return [
      ...reads.map((view) => read(view.buffer, displaced.has(view) ? null : linearOf(view))),
      ...writes.map((view) => this.#write(view, domainOf(tidied), linearOf(view))),
      // What dynamic indices read is read by every thread.
      ...[...reads, ...writes].flatMap(({ dynamic }) =>
        dynamic.flatMap((index) =>
          index.kind === "element" ? [...accessesOfElement(index.at).reads].map((buffer) => read(buffer, null)) : [],
        ),
      ),
      ...(step.kind === "sort" ? scattered({ reads: new Set(), writes: new Set([step.workspace]) }) : []),
      ...(mayMeet(step) ? scattered({ reads: new Set(), writes: new Set([meetingPlace]) }) : []),
    ];
  }

  #write(view: View, domain: readonly number[] | null, linear: number | null): Access {
    const once = domain !== null && this.#isApart(view, domain) ? `write ${this.#names++}` : null;
    return { buffer: view.buffer, write: true, linear, once };
  }

  /** Whether no element is written for several values of the counters, unless for all of them. */
  #isApart({ strides, dynamic }: View, domain: readonly number[]): boolean {
    if (dynamic.length === 0) return true;
    const counters = dynamic.map((index) =>
      index.kind === "counter" ? { stride: index.stride, length: this.#rounds.get(index.counter) ?? 1 } : null,
    );
    if (counters.includes(null)) return false;
    const axes = strides.map((stride, axis) => ({ stride, length: domain[axis]! }));
    return areDistinct([...axes, ...counters.filter((counter) => counter !== null)]);
  }
}

/** The domain of what a step writes, if its points are dealt out to threads by their number alone. */
function domainOf(step: LeafStep): readonly number[] | null {
  switch (step.kind) {
    case "loop":
      return step.parallel;
    case "contract":
      return [...step.batch, step.m, step.n];
    case "cumulative":
      return step.domain;
    default:
      return null;
  }
}

const read = (buffer: BufferId, linear: number | null): Access => ({ buffer, write: false, linear, once: null });

function scattered({ reads, writes }: Accesses, linear: number | null = null): Access[] {
  return [
    ...[...reads].map((buffer) => read(buffer, linear)),
    ...[...writes].map((buffer) => ({ buffer, write: true, linear, once: null })),
  ];
}

/** Follows the accesses since the last barrier along the steps, and adds the barriers that they make necessary. */
class Analysis {
  readonly #layout: Layout;
  readonly #steps: StepAccesses;

  constructor(layout: Layout, nodes: readonly Node[]) {
    this.#layout = layout;
    this.#steps = new StepAccesses(nodes);
  }

  /** Gives what is pending after the nodes, from what is pending before them. */
  after(nodes: readonly Node[], pending: readonly Access[]): readonly Access[] {
    return nodes.reduce((before, node) => this.#afterOne(node, before), pending);
  }

  #afterOne(node: Node, pending: readonly Access[]): readonly Access[] {
    switch (node.kind) {
      case "leaf":
        return this.#perform(this.#steps.of(node.step), node.before, pending);
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

function union(lists: readonly (readonly Access[])[]): readonly Access[] {
  const byKey = new Map<string, Access>();
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
export function withBarriers(steps: readonly Step[], layout: Layout): readonly Node[] {
  const nodes = nodesOf(steps);
  new Analysis(layout, nodes).after(nodes, []);
  return nodes;
}
