import type { NDArray } from "@proj/array";

/** How an adjoint repeats a step: at most so often if it is not null. */
export type Loop = <State>(
  condition: (state: State) => NDArray,
  body: (state: State) => State,
  init: State,
  maxSteps: number | null,
) => State;

/** The loops of an integration: over its steps, and over the times to be saved within one step. */
export interface Loops {
  readonly outer: Loop;
  readonly inner: Loop;
}
