import { sizeOf } from "@proj/array/core";
import type { BufferId, CounterId, View } from "@proj/jit/core";
import { accessesOfElement, viewsOf, type Accesses } from "../steps/accesses.ts";
import { coalesceAxes } from "../steps/loop/coalesce-axes.ts";
import { areDistinct } from "../steps/scatter/axes.ts";
import type { LeafStep } from "../steps/step-emitter.ts";

/** Stands for the workgroup memory in which the threads of a step meet. */
export const meetingPlace = -1;

/** An access by all threads since the last barrier. */
export interface Access {
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

/** Finds out what each step touches, once for each. */
export class StepAccesses {
  readonly #rounds: ReadonlyMap<CounterId, number>;
  readonly #known = new Map<LeafStep, readonly Access[]>();
  #names = 0;

  /** @param rounds - how often the loops around the steps go round, by their counters. */
  constructor(rounds: ReadonlyMap<CounterId, number>) {
    this.#rounds = rounds;
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
    const coalesced = pointwise ? coalesceAxes(step) : step;
    const displaced = new Set<View>(
      coalesced.kind === "loop" ? coalesced.expressions.flatMap((e) => (e.op === "gather" ? [e.view] : [])) : [],
    );
    const linearOf = (view: View): number | null =>
      coalesced.kind === "loop" && pointwise && view.dynamic.length === 0 && isDense(coalesced.parallel, view.strides)
        ? view.offset
        : null;
    const { reads, writes } = viewsOf(coalesced);
    return [
      ...reads.map((view) => read(view.buffer, displaced.has(view) ? null : linearOf(view))),
      ...writes.map((view) => this.#write(view, domainOf(coalesced), linearOf(view))),
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

/** Accesses that touch any elements, or, with a `linear`, those that say so. */
export function scattered({ reads, writes }: Accesses, linear: number | null = null): Access[] {
  return [
    ...[...reads].map((buffer) => read(buffer, linear)),
    ...[...writes].map((buffer) => ({ buffer, write: true, linear, once: null })),
  ];
}
