import type { NDArray } from "@proj/array";
import { Mesh } from "@proj/array/sharding";
import {
  anyOption,
  booleanOption,
  functionOption,
  integerOption,
  isRecord,
  listOption,
  numberOption,
  wrongOption,
  type OptionReader,
  type OptionReaders,
  objectOption,
} from "@proj/tree/core";
import type { Loss } from "../losses/loss.ts";
import { keyOption } from "../options.ts";
import type { RunSettings } from "./checkpoint.ts";
import type { HistoryOf, TaskTrainerHistory } from "./history.ts";
import type { LossReport } from "./loss-report.ts";
import type { ModelUpdate } from "./train-step.ts";
import type { WhereTrain } from "./training-phases.ts";

/** What is known after each batch. */
export interface BatchEvent {
  /** The number of the batch, from 0. */
  readonly batch: number;
  /** The number of batches of the whole run. */
  readonly nBatches: number;
  /** The loss before the update of this batch; null on a device, where it would have to be waited for. */
  readonly loss: LossReport | null;
}

/** What is known after batches that are logged. */
export interface LogEvent extends BatchEvent {
  /** The loss before the update of this batch. */
  readonly loss: LossReport;
  /** The loss of the validation set after the update. */
  readonly validation: LossReport;
  /** The history so far. */
  readonly history: TaskTrainerHistory;
}

/** Options of {@link TaskTrainer.train}. */
export interface TrainOptions<Model, State> {
  /** Batches of the whole run, those before a checkpoint included; a run that goes on may have more than it began with. */
  readonly nBatches: number;
  /**
   * The number of the first batch: the run goes from there to `idxStart + nBatches`, draws the trials that these batches have in a run from
   * 0, and its history begins there. Default 0.
   */
  readonly idxStart?: number;
  /** The state of the optimiser to begin with, such as the one that an earlier run ended with. Default: an empty one. */
  readonly optState?: unknown;
  /** Trials in a batch. */
  readonly batchSize: number;
  /**
   * What of the model is trained: one node, or several; or such functions by the batch from which on they count, one of them 0. What the
   * optimiser remembers of a parameter that goes on being trained stays, but for counts of steps, which begin anew.
   */
  readonly whereTrain: WhereTrain<Model>;
  /** Randomness of the run, uint32[2]. */
  readonly key: NDArray;
  /** Whether the model is an ensemble, with replicates along the first axis of every array. Default false. */
  readonly ensembled?: boolean;
  /** Whether each replicate has trials and noise of its own. Default true. */
  readonly ensembleRandomTrials?: boolean;
  /**
   * Whether an ensemble goes on as long as the loss of one of its replicates is a number; means leave the others out. Default false: it ends
   * when one is not.
   */
  readonly excludeFailed?: boolean;
  /** What is made small. Default: the loss of the task. */
  readonly lossFunc?: Loss<State>;
  /**
   * Devices that share the work: the trials of a batch lie along the axis `"data"`, the replicates of an ensemble along `"replica"`.
   * Losses and checkpoints are those of one device, up to rounding. Default: the device where the model is.
   */
  readonly mesh?: Mesh;
  /** Batches from one validation to the next. Default 100, or all if there are fewer. */
  readonly logStep?: number;
  /** Batches before which the optimiser forgets what it remembers. Default none. */
  readonly stateResetIterations?: readonly number[];
  /**
   * Functions that change the model after the update of each batch, from the states in its trials, such as Hebbian rules; of the model
   * they may change what is trained. Default none.
   */
  readonly modelUpdateFuncs?: readonly ModelUpdate<Model, State>[];
  /** Whether the history has the norm of the gradient of each parameter in each batch. Default false. */
  readonly gradientNorms?: boolean;
  /**
   * Batches after which the history keeps what is trained of the model, by their numbers; true for all. At each of them the host waits for
   * the device. Default none.
   */
  readonly saveModelParameters?: boolean | readonly number[];
  /** Batches whose trials the history keeps, by their numbers. Default none. */
  readonly saveTrialSpecs?: readonly number[];
  /** Batches after which a checkpoint is kept, by their numbers, besides those that are logged. Default none. */
  readonly checkpointBatches?: readonly number[];
  /**
   * Seconds after which a checkpoint is kept, after the batch under way, if there has been none. Where several processes train together
   * all or none give them, and the first of them to be due has all keep one, after a batch behind which they ask one another. Default: no
   * matter how long.
   */
  readonly checkpointSeconds?: number;
  /** Ends the run when the validation loss has not become smaller in so many validations. Default: never. */
  readonly patience?: number;
  /** Ends the run when the validation loss is below this. Default: never. */
  readonly stopBelow?: number;
  /** Continue from the latest checkpoint, if there is one. Default false. */
  readonly restoreCheckpoint?: boolean;
  /**
   * What the run is made from besides these options, by name, such as the seed of the model. A checkpoint remembers it, and a
   * run with other settings does not continue from there. Default: nothing.
   */
  readonly settings?: RunSettings;
  /**
   * Ends the run after the batch under way, with a checkpoint. A run of several processes ends after the next batch that is logged, in all of
   * them, if any of them wishes it; either all have a signal or none.
   */
  readonly signal?: StopSignal;
  /** Called after each batch. */
  readonly onBatch?: (event: BatchEvent) => void;
  /** Called after each batch that is logged. */
  readonly onLog?: (event: LogEvent) => void;
  /** Functions that are called before the batch of their number, with the model as it is then. */
  readonly batchCallbacks?: Readonly<Record<number, (model: Model, batch: number) => void>>;
}

const batchNumbers = listOption(integerOption(0));

const positiveOption: OptionReader<number> = (value, place) => {
  if (typeof value === "number" && value > 0) return value;
  throw wrongOption(place, value, "a number above 0");
};

/** How each of the {@link TrainOptions} is read. */
export const trainReaders = <Model, State>(): OptionReaders<TrainOptions<Model, State>> => ({
  nBatches: integerOption(1),
  batchSize: integerOption(1),
  whereTrain: (value, place) => {
    const isFunction = (one: unknown): boolean => typeof one === "function";
    if (isFunction(value) || (isRecord(value) && Object.values(value).every(isFunction)))
      return value as WhereTrain<Model>;
    throw wrongOption(place, value, "a function of the model, or functions by the batch from which on they count");
  },
  key: keyOption,
  idxStart: integerOption(0),
  optState: anyOption(),
  ensembled: booleanOption,
  ensembleRandomTrials: booleanOption,
  excludeFailed: booleanOption,
  lossFunc: objectOption("a loss, such as simpleReachLoss()", "termNames"),
  mesh: (value, place) => {
    if (value instanceof Mesh) return value;
    throw wrongOption(place, value, 'a mesh, such as makeMesh([8], ["data"]) gives');
  },
  logStep: integerOption(),
  stateResetIterations: listOption(integerOption(0)),
  modelUpdateFuncs: listOption(functionOption<ModelUpdate<Model, State>>()),
  gradientNorms: booleanOption,
  saveModelParameters: (value, place) => (typeof value === "boolean" ? value : batchNumbers(value, place)),
  saveTrialSpecs: batchNumbers,
  checkpointBatches: batchNumbers,
  checkpointSeconds: positiveOption,
  patience: integerOption(1),
  stopBelow: numberOption,
  restoreCheckpoint: booleanOption,
  settings: (value, place) => {
    if (isRecord(value)) return value as RunSettings;
    throw wrongOption(place, value, "an object of texts, numbers and booleans");
  },
  signal: objectOption("an AbortSignal", "aborted"),
  onBatch: functionOption(),
  onLog: functionOption(),
  batchCallbacks: anyOption(),
});

/** The options without which there is nothing to train. */
export const neededTrainOptions = ["nBatches", "batchSize", "whereTrain", "key"] as const;

/** What tells a run to end; an `AbortSignal` is one. */
export interface StopSignal {
  /** True once the run is to end. */
  readonly aborted: boolean;
}

/** What {@link TaskTrainer.train} gives. */
export interface TrainingResult<Model, OptState> {
  /** The trained model. */
  readonly model: Model;
  /** What happened, batch by batch. */
  readonly history: HistoryOf<Model>;
  /** The state of the optimiser after the last update. */
  readonly optState: OptState;
  /** Batches done, those before this run included. */
  readonly batches: number;
  /**
   * Why the run ended: all batches are done, it was told to, the validation loss was good enough or did not become better, or losses or
   * weights were not finite numbers any more.
   */
  readonly ended: "complete" | "stopped" | "early" | "nan";
}
