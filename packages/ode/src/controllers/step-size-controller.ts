import type { NDArray } from "@proj/array";
import { TreeRecord } from "../tree-record.ts";
import type { Tolerances } from "../root-finders/root-finder.ts";
import type { Direction } from "../terms/wrap-term.ts";

/** What a controller knows before the first step. */
export interface Start<Y = unknown, Args = unknown> {
  readonly terms: unknown;
  readonly t0: NDArray;
  readonly t1: NDArray;
  readonly y0: Y;
  /** The step that the caller suggests, or null. */
  readonly dt0: NDArray | null;
  readonly args: Args;
  /** The vector field that the solver sees. */
  readonly func: (terms: unknown, t: NDArray, y: Y, args: Args) => unknown;
  /** The order by which the solver's error estimate scales, or null if it is not known. */
  readonly errorOrder: number | null;
}

/** What a controller knows after a step. */
export interface Attempt<Y = unknown, Args = unknown> {
  /** The ends of the step. */
  readonly t0: NDArray;
  readonly t1: NDArray;
  readonly y0: Y;
  readonly y1: Y;
  readonly args: Args;
  readonly error: Y | null;
  readonly errorOrder: number | null;
}

/** What a controller says about a step. */
export interface Verdict<State> {
  /** Whether the step is accepted; false has it repeated between other times. */
  readonly keep: NDArray | true;
  /** The ends of the next step. */
  readonly t0: NDArray;
  readonly t1: NDArray;
  /** Whether state or vector field jump between this step and the next. */
  readonly madeJump: NDArray | false;
  readonly state: State;
  /** One of the codes of {@link RESULTS}; null for a controller that cannot fail. */
  readonly result: NDArray | null;
}

/**
 * Chooses the steps of an integration. Times run forwards here, whatever the direction of the user's time.
 *
 * @typeParam Adapts - whether it needs estimates of the error of steps.
 * @typeParam State - what it carries from step to step: a tree of arrays.
 */
export interface StepSizeController<Adapts extends boolean = boolean, State = unknown> {
  readonly needsErrorEstimate: Adapts;
  /** Whether it may say that there was a jump between two steps. */
  readonly makesJumps: boolean;
  /** The tolerances to which it adapts the steps, which implicit solvers take over; null if there are none. */
  readonly tolerances: Tolerances | null;
  /** The same controller for an integration whose times are those of the user times 1 or -1. */
  wrap(direction: Direction): StepSizeController<Adapts, State>;
  /** The end of the first step, and the state. */
  init(start: Start): { readonly t1: NDArray; readonly state: State };
  /** Accepts or rejects a step, and chooses the next one. */
  adapt(attempt: Attempt, state: State): Verdict<State>;
}

/** What controllers have in common: they are the same in both directions of time, and know of no jumps. */
export abstract class AbstractStepSizeController<Adapts extends boolean, State>
  extends TreeRecord
  implements StepSizeController<Adapts, State>
{
  abstract readonly needsErrorEstimate: Adapts;
  abstract init(start: Start): { readonly t1: NDArray; readonly state: State };
  abstract adapt(attempt: Attempt, state: State): Verdict<State>;

  get makesJumps(): boolean {
    return false;
  }

  get tolerances(): Tolerances | null {
    return null;
  }

  wrap(_direction: Direction): StepSizeController<Adapts, State> {
    return this;
  }
}
