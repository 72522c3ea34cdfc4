import { UsageError, type Device } from "@proj/array";

/** Where a run goes on when its device is gone. */
export interface LatestCheckpoint {
  /** Batches done by then. */
  readonly batches: number;
  /** Whether it outlives the run. */
  readonly isStored: boolean;
}

/** The error for a run whose device was lost. */
export function trainingDeviceLost(
  { name, lost }: Device,
  { batches, isStored }: LatestCheckpoint,
  cause: unknown,
): UsageError {
  const init = name === "xla" ? "init of @proj/xla, in all processes of the run" : 'init("webgpu")';
  const again = `get a new device with ${init}, make model and task anew, and `;
  return new UsageError(
    {
      operation: "TaskTrainer.train",
      received: `the device ${name}, which was lost in training: ${lost ?? ""}`,
      expected: "a device that works until all batches are done",
      remedy: isStored
        ? `${again}train on from the checkpoint after ${batches} batches: train(task, model, { …, restoreCheckpoint: true })`
        : `${again}begin anew; to lose nothing next time, keep checkpoints: new TaskTrainer(optimizer, checkpoints)`,
    },
    { cause },
  );
}
