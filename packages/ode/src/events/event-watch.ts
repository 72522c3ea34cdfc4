import { cond, evalShape, logicalAnd, logicalNot, logicalOr, sign, where, zeros, type NDArray } from "@proj/array";
import { isFloat, scalar, toArray, UsageError } from "@proj/array/core";
import { flatten, map } from "@proj/tree";
import type { End, Observer, Run, Step } from "../observer.ts";
import { RESULTS, resultCode } from "../result.ts";
import { implicitRoot } from "../root-finders/root-find.ts";
import { turned, type Direction } from "../terms/wrap-term.ts";
import type { Path } from "../path.ts";
import { conditionsOf, type Event, type EventContext, type EventDirection } from "./event.ts";

/** What was last seen of the conditions. */
export interface Watched {
  readonly values: readonly NDArray[];
  /** Which of the conditions holds: at most one. */
  readonly mask: readonly NDArray[];
  /** The last step, in which the time of the event is to be found; empty where nobody looks for it. */
  readonly lastStep: readonly LastStep[];
}

interface LastStep {
  readonly t0: NDArray;
  readonly t1: NDArray;
  readonly dense: unknown;
}

/** What an event depends on, besides {@link Event} itself. */
export interface WatchedProblem<Y> {
  readonly direction: Direction;
  readonly context: EventContext;
  /** Makes a first step, of which only the types are looked at. */
  readonly firstStep: () => unknown;
  readonly interpolation: (t0: NDArray, t1: NDArray, dense: unknown) => Path<Y>;
}

/** The most steps of a search for the time of an event. */
const maxSearchSteps = 256;

/** Looks for an event after each step, and for its time after the last. */
export class EventWatch<Y> implements Observer<Y, Watched> {
  readonly #event: Event<unknown>;
  readonly #problem: WatchedProblem<Y>;

  constructor(event: Event<unknown>, problem: WatchedProblem<Y>) {
    this.#event = event;
    this.#problem = problem;
  }

  init({ t0, y0, args }: Run<Y>): { readonly state: Watched; readonly result: NDArray } {
    const values = this.#values(t0, y0, args);
    // A float has had no opportunity to change its sign yet.
    const mask = onlyFirst(values.map((value) => (value.dtype === "bool" ? value : scalar(false, "bool"))));
    const lastStep = this.#event.rootFinder === null ? [] : [{ t0, t1: t0, dense: zerosLike(this.#problem.firstStep) }];
    return { state: { values, mask, lastStep }, result: resultOf(mask) };
  }

  observe(step: Step<Y>, before: Watched, { args }: Run<Y>): { readonly state: Watched; readonly result: NDArray } {
    const values = this.#values(step.t, step.y, args);
    const mask = onlyFirst(
      conditionsOf(this.#event).map(([, direction], index) => {
        const value = values[index]!;
        return value.dtype === "bool" ? value : crosses(before.values[index]!, value, direction);
      }),
    );
    const lastStep = before.lastStep.map(() => ({ t0: step.t0, t1: step.t1, dense: step.dense }));
    return { state: { values, mask, lastStep }, result: resultOf(mask) };
  }

  /** With a root finder the end moves back to where the condition is zero. */
  finish(end: End<Y>, state: Watched, { args }: Run<Y>): { readonly end: End<Y>; readonly state: Watched } {
    const { rootFinder } = this.#event;
    const [last] = state.lastStep;
    if (rootFinder === null || last === undefined) return { end, state };
    const interpolation = this.#problem.interpolation(last.t0, last.t1, last.dense);
    const happened = logicalAnd(state.mask.reduce(either), end.numSteps.gt(0));
    const { t, y, result } = cond(
      happened,
      () => {
        const distance = (t: NDArray): NDArray => this.#distance(t, last, state, interpolation, args);
        const search = { maxSteps: maxSearchSteps, lower: last.t0, upper: last.t1 };
        const found = implicitRoot(distance, (guess) => rootFinder.find(distance, guess, search), last.t1);
        return {
          t: found.value,
          y: interpolation.evaluate(found.value),
          result: where(found.result.eq(RESULTS.successful), end.result, found.result).astype("int32"),
        };
      },
      () => ({ t: end.t, y: end.y, result: end.result }),
    );
    return { end: { ...end, t, y, result, cut: true }, state };
  }

  /** Which condition ended the integration: a tree like that of the conditions. */
  maskTree({ mask }: Watched): unknown {
    return flatten(this.#event.condFn)[1].unflatten(mask);
  }

  /** Zero at the time of the event. A boolean takes place at the end of the step. */
  #distance(t: NDArray, { t1 }: LastStep, { mask, values }: Watched, interpolation: Path<Y>, args: unknown): NDArray {
    const distances = mask.map((holds, index) => {
      if (values[index]!.dtype === "bool") return where(holds, t1.sub(t), 0);
      const value = (): NDArray => this.#value(index, t, interpolation.evaluate(t), args).astype(t.dtype);
      return mask.length === 1 ? value() : cond(holds, value, () => scalar(0, t.dtype));
    });
    return distances.reduce((sum, distance) => sum.add(distance)).astype(t.dtype);
  }

  #values(t: NDArray, y: Y, args: unknown): readonly NDArray[] {
    return conditionsOf(this.#event).map((_, index) => this.#value(index, t, y, args));
  }

  #value(index: number, t: NDArray, y: Y, args: unknown): NDArray {
    const { direction, context } = this.#problem;
    const [condition] = conditionsOf(this.#event)[index]!;
    const value = toArray(condition(turned(t, direction), y, args, context), "Event");
    if (value.ndim === 0 && (value.dtype === "bool" || isFloat(value.dtype))) return value;
    throw new UsageError({
      operation: "Event",
      received: `a condition that gives ${value.describe()}`,
      expected: "a scalar: a boolean, or a float that changes its sign",
      remedy: "pick one element, or reduce with all(), any(), min() or max()",
    });
  }
}

const either = (a: NDArray, b: NDArray): NDArray => logicalOr(a, b);

/** The first of several conditions that hold. */
function onlyFirst(mask: readonly NDArray[]): readonly NDArray[] {
  return mask.map((holds, index) => {
    const before = mask.slice(0, index);
    return before.length === 0 ? holds : logicalAnd(holds, logicalNot(before.reduce(either)));
  });
}

function resultOf(mask: readonly NDArray[]): NDArray {
  return where(mask.reduce(either), resultCode("eventOccurred"), resultCode("successful"));
}

function crosses(before: NDArray, after: NDArray, direction: EventDirection): NDArray {
  if (direction === null) return sign(before).ne(sign(after));
  const [low, high] = direction ? [before, after] : [after, before];
  return logicalAnd(low.le(0), high.gt(0));
}

function zerosLike(make: () => unknown): unknown {
  const types: unknown = evalShape(make);
  return map((type: unknown) => {
    const { shape, dtype } = type as NDArray;
    return zeros([...shape], { dtype });
  }, types);
}
