import { UsageError } from "@proj/array";
import { loadLeaves, savedMetadata, saveLeaves } from "@proj/module";
import { firstNotFinite } from "./not-finite.ts";
import type { TaskTrainerHistory } from "./history.ts";

/** All that a run needs to continue. */
export interface Checkpoint<Model, OptState> {
  /** The parameters that are trained. */
  readonly trained: Model;
  /** The state of the optimiser. */
  readonly optState: OptState;
  /** What happened so far: the batches that are done. */
  readonly history: TaskTrainerHistory;
  /** Batches done. */
  readonly batches: number;
}

/** What a run is made from, by name; another run has another outcome. */
export type RunSettings = Readonly<Record<string, string | number | boolean | null>>;

/** The run to which a checkpoint belongs. */
export interface CheckpointRun {
  /** Batches of the whole run. */
  readonly nBatches: number;
  /** A checkpoint of a run with other settings is refused. Their number of batches is none of them. */
  readonly settings: RunSettings;
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

/** The text among the metadata of a checkpoint that says to which run it belongs. */
const runName = "run";

/**
 * A checkpoint in the safetensors format, with a checksum and the settings of its run.
 *
 * @param checkpoint - its arrays are on the host.
 * @param run - the run to which it belongs.
 * @example
 * import { array } from "@proj/array";
 * import { encodeCheckpoint, LossDict, TaskTrainerHistory } from "@proj/feedbax";
 * const losses = new LossDict({ terms: { effort: array([1]) } });
 * const history = new TaskTrainerHistory({ loss: losses, lossValidation: losses, learningRate: array([0.01]) });
 * const checkpoint = { trained: array([1]), optState: {}, history, batches: 1 };
 * encodeCheckpoint(checkpoint, { nBatches: 9, settings: { seed: 0 } }) instanceof Uint8Array; // → true
 */
export function encodeCheckpoint<Model, OptState>(
  { batches, ...arrays }: Checkpoint<Model, OptState>,
  { nBatches, settings }: CheckpointRun,
): Uint8Array {
  return saveLeaves(arrays, { metadata: { [runName]: JSON.stringify({ batches, nBatches, settings }) } });
}

/** A checkpoint with the number of batches that were planned when it was written. */
export interface StoredCheckpoint<Model, OptState> extends Checkpoint<Model, OptState> {
  /** Batches of the whole run, as planned then. */
  readonly nBatches: number;
}

/**
 * A checkpoint from what {@link encodeCheckpoint} made of it. The run may have become longer since, not shorter than what
 * is done.
 *
 * @param likeAfter - a checkpoint of the same run after so many batches; its values do not matter.
 * @param run - the run that is to go on.
 * @throws UsageError when the bytes are not whole or have changed, when they belong to another model, optimiser or run, and
 * when weights in them are not finite.
 * @example
 * import { array, zeros } from "@proj/array";
 * import { decodeCheckpoint, encodeCheckpoint, LossDict, TaskTrainerHistory } from "@proj/feedbax";
 * const after = (batches: number) => {
 *   const losses = new LossDict({ terms: { effort: zeros([batches]) } });
 *   const history = new TaskTrainerHistory({ loss: losses, lossValidation: losses, learningRate: zeros([batches]) });
 *   return { trained: zeros([2]), optState: {}, history, batches };
 * };
 * const run = { nBatches: 9, settings: { seed: 0 } };
 * const bytes = encodeCheckpoint({ ...after(1), trained: array([3, 4]) }, run);
 * decodeCheckpoint(bytes, after, run).trained.toList(); // → [3, 4]
 * decodeCheckpoint(bytes, after, { ...run, settings: { seed: 5 } }); // throws a checkpoint of a run with seed 0
 */
export function decodeCheckpoint<Model, OptState>(
  bytes: Uint8Array,
  likeAfter: (batches: number) => Checkpoint<Model, OptState>,
  { nBatches, settings }: CheckpointRun,
): StoredCheckpoint<Model, OptState> {
  const stored = explained(() => parseRun(savedMetadata(bytes)[runName]));
  if (stored === null) throw refusal("a file that does not say to which run it belongs", "a checkpoint");
  const differing = firstDifference(stored.settings, settings);
  if (differing !== null) {
    const with_ = (of: RunSettings): string => `${differing} ${JSON.stringify(of[differing] ?? null)}`;
    throw refusal(`a checkpoint of a run with ${with_(stored.settings)}`, `one of a run with ${with_(settings)}`);
  }
  if (stored.batches > nBatches)
    throw refusal(
      `a checkpoint after ${stored.batches} batches`,
      `one after at most ${nBatches}, the batches of the run`,
    );
  const { batches: _, ...like } = likeAfter(stored.batches);
  const arrays = explained(() => loadLeaves(bytes, like));
  const { excludeFailed, nReplicates } = settings;
  const broken = firstNotFinite(arrays.trained, excludeFailed === true ? Number(nReplicates) : null);
  if (broken !== null) throw refusal(`a checkpoint with ${broken}`, "weights that are finite numbers");
  return { ...arrays, batches: stored.batches, nBatches: stored.nBatches };
}

interface StoredRun extends CheckpointRun {
  readonly batches: number;
}

/** What a checkpoint says of its run; null if that cannot be understood. */
function parseRun(text: string | undefined): StoredRun | null {
  if (text === undefined) return null;
  let run: unknown;
  try {
    run = JSON.parse(text);
  } catch {
    return null;
  }
  const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
  const { batches, nBatches, settings } = (run ?? {}) as Partial<Record<keyof StoredRun, unknown>>;
  const isRun = isCount(batches) && isCount(nBatches) && typeof settings === "object" && settings !== null;
  return isRun ? (run as StoredRun) : null;
}

/** The first setting that differs; null if none does. */
function firstDifference(a: RunSettings, b: RunSettings): string | null {
  return Object.keys({ ...a, ...b }).find((name) => !Object.is(a[name], b[name])) ?? null;
}

/** What an action gives; what it throws of files is told of the checkpoint. */
function explained<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw refusal(error.received, `${error.expected}, in a checkpoint of this run`, error);
  }
}

function refusal(received: string, expected: string, cause?: UsageError): UsageError {
  return new UsageError(
    {
      operation: "restoreCheckpoint",
      received,
      expected,
      remedy: "continue with the options that the run was begun with or with an earlier checkpoint, or begin anew",
    },
    { cause },
  );
}
