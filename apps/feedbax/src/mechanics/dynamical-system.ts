import type { NDArray } from "@proj/array";

/** The derivative of a state in time. */
export interface DynamicalSystem<State> {
  /** Components of the input. */
  readonly inputSize: number;
  /** d state / dt, a tree like the state. */
  vectorField(t: NDArray, state: State, input: NDArray): State;
  /** The state to begin with. */
  init(key: NDArray): State;
}
