import { sizeOf } from "@proj/array/core";
import {
  accessesOf,
  counterOf,
  visitSteps,
  type BufferId,
  type ComputeStep,
  type CounterId,
  type Step,
  type View,
} from "@proj/jit/core";
import { coalesceAxes } from "../steps/loop/coalesce-axes.ts";
import { areDistinct } from "../steps/scatter/axes.ts";

/** Stands for the workgroup memory in which the threads of a step meet. */
export const meetingPlace = -1;

/** An access by all threads since the last barrier. */
export interface ThreadAccess {
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
function mayMeet(step: ComputeStep): boolean {
  switch (step.kind) {
    case "loop":
      return step.reductions.length > 0 && sizeOf(step.reduced) > 1;
    case "scatter":
    case "sort":
    case "cumulative":
      return true;
    case "contract":
    case "pack":
    case "callback":
    case "procedure":
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
  /** How often the loops around the steps go round. */
  readonly #rounds = new Map<CounterId, number>();
  readonly #known = new Map<ComputeStep, readonly ThreadAccess[]>();
  #names = 0;

  /** @param steps - the steps, in order. */
  constructor(steps: readonly Step[]) {
    visitSteps(steps, (step) => {
      const own = counterOf(step);
      if (own !== null) this.#rounds.set(own.counter, own.positions);
    });
  }

  of(step: ComputeStep): readonly ThreadAccess[] {
    const known = this.#known.get(step);
    if (known !== undefined) return known;
    const accesses = this.#find(step);
    this.#known.set(step, accesses);
    return accesses;
  }

  #find(step: ComputeStep): readonly ThreadAccess[] {
    const pointwise = step.kind === "loop" && step.reductions.length === 0;
    const coalesced = pointwise ? coalesceAxes(step) : step;
    const linearOf = (view: View): number | null =>
      coalesced.kind === "loop" && pointwise && view.dynamic.length === 0 && isDense(coalesced.parallel, view.strides)
        ? view.offset
        : null;
    const accesses = accessesOf(coalesced).map((access) => {
      const { buffer, writes, kind } = access;
      if (kind !== "view") return touching(buffer, writes);
      const { view, displaced } = access;
      if (writes) return this.#write(view, domainOfWrites(coalesced), linearOf(view));
      return touching(buffer, false, displaced.length > 0 ? null : linearOf(view));
    });
    return mayMeet(step) ? [...accesses, touching(meetingPlace, true)] : accesses;
  }

  #write(view: View, domain: readonly number[] | null, linear: number | null): ThreadAccess {
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
function domainOfWrites(step: ComputeStep): readonly number[] | null {
  switch (step.kind) {
    case "loop":
      return step.parallel;
    case "contract":
      return [...step.batch, step.m, step.n];
    case "cumulative":
      return step.domain;
    case "pack":
    case "scatter":
    case "sort":
    case "callback":
    case "procedure":
      return null;
  }
}

/** An access of any elements, or, with a `linear`, of those that it says. */
export const touching = (buffer: BufferId, write: boolean, linear: number | null = null): ThreadAccess => ({
  buffer,
  write,
  linear,
  once: null,
});
