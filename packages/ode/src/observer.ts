import type { NDArray } from "@proj/array";
import type { Loop } from "./loop.ts";
import type { Path } from "./path.ts";

/** A step that was attempted. Times are those of the integration, which runs forwards. */
export interface Step<Y> {
  /** The ends of the step. */
  readonly t0: NDArray;
  readonly t1: NDArray;
  /** Whether it was accepted. */
  readonly keep: NDArray | true;
  /** Where the integration stands now, and the state there. */
  readonly t: NDArray;
  readonly y: Y;
  readonly numAcceptedSteps: NDArray;
  /** What the solver's interpolation is made from. */
  readonly dense: unknown;
  /** The solution within the step. */
  readonly interpolation: Path<Y>;
  readonly inner: Loop;
}

/** How an integration ended. */
export interface End<Y> {
  readonly t: NDArray;
  readonly y: Y;
  readonly result: NDArray;
  readonly numSteps: NDArray;
  readonly numAcceptedSteps: NDArray;
  /** Whether the end may lie within the last step, so that what was saved behind it does not count. */
  readonly cut: boolean;
}

/** What an integration begins with. */
export interface Run<Y> {
  readonly t0: NDArray;
  readonly t1: NDArray;
  readonly y0: Y;
  readonly args: unknown;
}

/**
 * What watches an integration: it saves, looks for events, or tells of progress. State and arguments reach it by the calls, not
 * by its construction, as an adjoint may hand over others that are traced.
 */
export interface Observer<Y, State> {
  /** What it carries into the first step: a tree of arrays. With a result other than success there is no step. */
  init(run: Run<Y>): { readonly state: State; readonly result: NDArray | null };
  /** After each step. A result other than success ends the integration. */
  observe(step: Step<Y>, state: State, run: Run<Y>): { readonly state: State; readonly result: NDArray | null };
  /** After the last step; what it says about the end is seen by the observers behind it. */
  finish(end: End<Y>, state: State, run: Run<Y>): { readonly end: End<Y>; readonly state: State };
}
