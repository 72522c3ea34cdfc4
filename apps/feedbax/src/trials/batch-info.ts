import { divide, subtract, type ArrayLike, type NDArray } from "@proj/array";

/** Where in the training a batch is, so that trials can change in its course. */
export interface BatchInfo {
  /** Trials in the batch. */
  readonly size: number;
  /** The number of the batch, from 0; traced during training. */
  readonly current: ArrayLike;
  /** The number of batches of the whole training. */
  readonly total: number;
  /** The batch at which this run began. Default 0. */
  readonly start?: number;
}

/**
 * How much of the whole training is done, from 0 to 1.
 *
 * @example
 * import { progressOf } from "@proj/feedbax";
 * progressOf({ size: 250, current: 50, total: 200 }).item(); // → 0.25
 */
export function progressOf({ current, total }: BatchInfo): NDArray {
  return divide(current, total);
}

/**
 * How much of this run is done, from 0 to 1: like {@link progressOf}, counted from the batch at which the run began.
 *
 * @example
 * import { runProgressOf } from "@proj/feedbax";
 * runProgressOf({ size: 250, current: 150, total: 200, start: 100 }).item(); // → 0.5
 */
export function runProgressOf({ current, total, start = 0 }: BatchInfo): NDArray {
  return divide(subtract(current, start), total - start);
}
