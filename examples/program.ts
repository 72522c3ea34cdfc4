import type { NDArray } from "@proj/array";

/** A program that learns: what it begins with, and one step with its loss. */
export interface Program<State> {
  readonly start: () => State;
  readonly step: (state: State) => readonly [next: State, loss: NDArray];
}

/** Makes what a program begins with; gives a function that makes one step and returns its loss. */
export type Begin = () => () => number;

/** A program as a function of nothing, whatever its state is. */
export function begin<State>({ start, step }: Program<State>): Begin {
  return () => {
    let state = start();
    return () => {
      const [next, loss] = step(state);
      state = next;
      return loss.item();
    };
  };
}
