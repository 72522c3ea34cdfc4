import { UsageError } from "@proj/array";
import { loadLeaves, saveLeaves } from "@proj/module";
import type { TaskTrainerHistory } from "./history.ts";

/** All that a run needs to continue. */
export interface Checkpoint<Model, OptState> {
  /** The parameters that are trained. */
  readonly trained: Model;
  /** The state of the optimiser. */
  readonly optState: OptState;
  /** What happened so far. */
  readonly history: TaskTrainerHistory;
  /** Batches done. */
  readonly batches: number;
}

/** Where checkpoints are kept: a folder, a database of the browser. */
export interface CheckpointStorage {
  /**
   * Keeps a checkpoint; whoever looks while this is under way finds the one before.
   *
   * @param batches - batches done.
   */
  save(batches: number, bytes: Uint8Array): void | Promise<void>;
  /** The latest checkpoint; null if there is none. */
  load(): Uint8Array | null | Promise<Uint8Array | null>;
}

/**
 * A checkpoint in the safetensors format.
 *
 * @param checkpoint - its arrays are on the host.
 * @example
 * import { array } from "@proj/array";
 * import { encodeCheckpoint, LossDict, TaskTrainerHistory } from "@proj/feedbax";
 * const losses = new LossDict({ terms: { effort: array([1]) } });
 * const history = new TaskTrainerHistory({ loss: losses, lossValidation: losses, learningRate: array([0.01]) });
 * encodeCheckpoint({ trained: array([1]), optState: {}, history, batches: 1 }) instanceof Uint8Array; // → true
 */
export function encodeCheckpoint<Model, OptState>(checkpoint: Checkpoint<Model, OptState>): Uint8Array {
  return saveLeaves(checkpoint);
}

/**
 * A checkpoint from what {@link encodeCheckpoint} made of it.
 *
 * @param like - a checkpoint of the same run before its first batch.
 * @throws UsageError when the bytes are not whole, or belong to another model, optimiser or number of batches.
 * @example
 * import { array, zeros } from "@proj/array";
 * import { decodeCheckpoint, encodeCheckpoint, LossDict, TaskTrainerHistory } from "@proj/feedbax";
 * const losses = new LossDict({ terms: { effort: array([1]) } });
 * const history = new TaskTrainerHistory({ loss: losses, lossValidation: losses, learningRate: array([0.01]) });
 * const begin = { trained: zeros([2]), optState: {}, history, batches: 0 };
 * const bytes = encodeCheckpoint({ ...begin, trained: array([3, 4]), batches: 1 });
 * decodeCheckpoint(bytes, begin).trained.toList(); // → [3, 4]
 */
export function decodeCheckpoint<Model, OptState>(
  bytes: Uint8Array,
  like: Checkpoint<Model, OptState>,
): Checkpoint<Model, OptState> {
  try {
    return loadLeaves(bytes, like);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(
      {
        operation: "restoreCheckpoint",
        received: error.received,
        expected: `${error.expected}, in a checkpoint of this run`,
        remedy: "continue with the options that the run was begun with or with an earlier checkpoint, or begin anew",
      },
      { cause: error },
    );
  }
}
