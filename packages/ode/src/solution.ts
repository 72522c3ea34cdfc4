import type { NDArray } from "@proj/array";

/** What an integration gives. */
export interface Solution<Y> {
  readonly t0: number;
  readonly t1: number;
  /** The saved times, a float vector. */
  readonly ts: NDArray;
  /** The saved states, stacked on a new first axis. */
  readonly ys: Y;
  readonly stats: {
    readonly numSteps: number;
    readonly numAcceptedSteps: number;
    readonly numRejectedSteps: number;
    readonly maxSteps: number;
  };
}
