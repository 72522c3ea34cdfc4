import type { ArrayLike } from "@proj/array";

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
