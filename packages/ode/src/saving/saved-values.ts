import { full, logicalAnd, where, type DType, type NDArray } from "@proj/array";
import { evalShape } from "@proj/array";
import { scalar, UsageError } from "@proj/array/core";
import { dynamicIndexInDim, dynamicUpdateIndexInDim } from "@proj/array/lax";
import { map } from "@proj/tree";
import type { End, Observer, Run, Step } from "../observer.ts";
import { turned, type Direction } from "../terms/wrap-term.ts";
import { timeVector } from "../times.ts";
import { mapArrays } from "../trees.ts";
import type { SubSaveAt } from "./save-at.ts";

/** The saved values so far, in a place of fixed length that is infinite where nothing is yet. */
export interface Saved {
  readonly ts: NDArray;
  readonly ys: unknown;
  /** The place of the next value. */
  readonly place: NDArray;
  /** The next of the times that were asked for. */
  readonly next: NDArray;
}

/** What saving depends on, besides {@link SubSaveAt} itself. */
export interface SavedProblem {
  /** That of the times. */
  readonly dtype: DType;
  readonly direction: Direction;
  readonly maxSteps: number | null;
}

type SubSave = SubSaveAt;

const row = (stack: NDArray, place: NDArray): NDArray => dynamicIndexInDim(stack, place, { keepdims: false });

/** Saves what one {@link SubSaveAt} asks for. */
export class SavedValues<Y> implements Observer<Y, Saved> {
  readonly #sub: SubSave;
  readonly #problem: SavedProblem;
  /** The times asked for, in the time of the integration. */
  readonly #ts: NDArray | null;

  constructor(sub: SubSave, problem: SavedProblem) {
    this.#sub = sub;
    this.#problem = problem;
    this.#ts = sub.ts === null ? null : turned(timeVector(sub.ts, problem.dtype), problem.direction);
    if (sub.steps > 0 && problem.maxSteps === null) throw unbounded("steps");
  }

  init({ t0, y0, args }: Run<Y>): { readonly state: Saved; readonly result: null } {
    const { direction } = this.#problem;
    const size = this.#size();
    const unused = turned(full([size], Infinity, { dtype: t0.dtype }), direction);
    const types = evalShape((t: NDArray, y: unknown) => this.#kept(t, y, args), t0, y0 as never);
    const ys = map((type: unknown) => {
      const { shape, dtype } = type as { readonly shape: readonly number[]; readonly dtype: NDArray["dtype"] };
      return full([size, ...shape], Infinity, { dtype });
    }, types);
    const empty = { ts: unused, ys, place: scalar(0, "int32"), next: scalar(0, "int32") };
    return { state: this.#sub.t0 ? this.#write(empty, t0, y0, args, true) : empty, result: null };
  }

  observe(step: Step<Y>, saved: Saved, { args }: Run<Y>): { readonly state: Saved; readonly result: null } {
    const withTimes = this.#ts === null ? saved : this.#saveTimes(step, saved, this.#ts, args);
    const { steps } = this.#sub;
    if (steps === 0) return { state: withTimes, result: null };
    const due = steps === 1 ? step.keep : logicalAnd(step.keep, step.numAcceptedSteps.mod(steps).eq(0));
    return { state: this.#write(withTimes, step.t, step.y, args, due), result: null };
  }

  finish(end: End<Y>, saved: Saved, { t0, t1, y0, args }: Run<Y>): { readonly end: End<Y>; readonly state: Saved } {
    let state = end.cut ? this.#without(saved, end.t) : saved;
    if (this.#ts !== null) {
      // No step was made, so no time was met by one.
      const none = t0.eq(t1);
      for (let index = 0; index < this.#ts.shape[0]!; index++) state = this.#write(state, t0, y0, args, none);
    }
    const { steps } = this.#sub;
    const byStep = steps > 1 ? end.numAcceptedSteps.mod(steps).eq(0) : steps === 1;
    if (!end.cut) {
      const due = typeof byStep === "boolean" ? this.#sub.t1 && !byStep : where(byStep, false, this.#sub.t1);
      if (due !== false && this.#sub.t1) state = this.#write(state, end.t, end.y, args, due);
    } else if (this.#sub.t1 || byStep !== false) {
      state = this.#write(state, end.t, end.y, args, this.#sub.t1 ? true : byStep);
    }
    return { end, state };
  }

  #size(): number {
    const { t0, t1, steps } = this.#sub;
    const { maxSteps } = this.#problem;
    const bySteps = steps === 0 ? 0 : Math.floor(maxSteps! / steps);
    const byEnd = t1 && (maxSteps === null || steps === 0 || maxSteps % steps !== 0);
    return Number(t0) + (this.#ts?.shape[0] ?? 0) + bySteps + Number(byEnd);
  }

  /** What is kept of a state at a time of the integration. */
  #kept(t: NDArray, y: unknown, args: unknown): unknown {
    const { direction } = this.#problem;
    return this.#sub.fn === null ? y : this.#sub.fn(turned(t, direction), y as never, args as never);
  }

  /** With one more value, if a condition holds. */
  #write(saved: Saved, t: NDArray, y: unknown, args: unknown, due: NDArray | boolean): Saved {
    if (due === false) return saved;
    const { ts, ys, place, next } = saved;
    const put = (stack: NDArray, value: NDArray): NDArray =>
      dynamicUpdateIndexInDim(stack, due === true ? value : where(due, value, row(stack, place)), place);
    return {
      ts: put(ts, t),
      ys: mapArrays((stack, value) => put(stack, value.astype(stack.dtype)), ys, this.#kept(t, y, args)),
      place: due === true ? place.add(1) : place.add(due.astype("int32")),
      next,
    };
  }

  /** With the values at all times that were asked for up to the end of a step. */
  #saveTimes(step: Step<Y>, saved: Saved, times: NDArray, args: unknown): Saved {
    const count = times.shape[0]!;
    return step.inner(
      ({ next }) => {
        const met = logicalAnd(next.lt(count), row(times, next).le(step.t1));
        return step.keep === true ? met : logicalAnd(step.keep, met);
      },
      (state) => {
        const t = row(times, state.next);
        const written = this.#write(state, t, step.interpolation.evaluate(t), args, true);
        return { ...written, next: state.next.add(1) };
      },
      saved,
      count,
    );
  }

  /** Without the values behind a time. */
  #without({ ts, ys, place, next }: Saved, end: NDArray): Saved {
    const behind = ts.gt(end);
    const saved = logicalAnd(behind, ts.lt(Infinity)).sum({ dtype: "int32" });
    const cut = (stack: NDArray, unused: NDArray | number = Infinity): NDArray =>
      where(behind.reshape([ts.shape[0]!, ...stack.shape.slice(1).map(() => 1)]), unused, stack);
    return {
      ts: cut(ts, turned(full([], Infinity, { dtype: ts.dtype }), this.#problem.direction)),
      ys: mapArrays((stack) => cut(stack), ys),
      place: place.sub(saved),
      next: next.sub(saved),
    };
  }
}

/** The refusal to save an unknown number of values. */
export function unbounded(name: string): UsageError {
  return new UsageError({
    operation: "diffeqsolve",
    received: `saveat.${name} without a bound on the number of steps`,
    expected: "maxSteps, as it determines how much is saved at most",
    remedy: "pass a number as maxSteps, or save at given times: saveat.ts",
  });
}
