import { fromHostData, scalar, UsageError, type NDArray } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { isArray } from "@proj/module";
import type { GradientTransformation } from "@proj/optim";
import { map } from "@proj/tree";
import { ensembleSize } from "../ensemble.ts";
import type { Loss } from "../losses/loss.ts";
import type { TrialModel } from "../tasks/rollout.ts";
import type { AbstractTask } from "../tasks/task.ts";
import { decodeCheckpoint, encodeCheckpoint, type CheckpointStorage } from "./checkpoint.ts";
import { HistoryRecorder, type TaskTrainerHistory } from "./history.ts";
import { logBatches } from "./log-batches.ts";
import { readLoss, type LossReport } from "./loss-report.ts";
import { putTogether, takeApart, trainedLeaves } from "./model-parts.ts";
import { makeTrainStep, makeValidationStep, type TrainingProblem } from "./train-step.ts";

/** What is known after each batch. */
export interface BatchEvent {
  /** The number of the batch, from 0. */
  readonly batch: number;
  /** The number of batches of the whole run. */
  readonly nBatches: number;
  /** The loss before the update of this batch. */
  readonly loss: LossReport;
}

/** What is known after batches that are logged. */
export interface LogEvent extends BatchEvent {
  /** The loss of the validation set after the update. */
  readonly validation: LossReport;
  /** The history so far. */
  readonly history: TaskTrainerHistory;
}

/** How {@link TaskTrainer.train} goes about it. */
export interface TrainOptions<Model, State> {
  /** Batches of the whole run, those before `idxStart` included. */
  readonly nBatches: number;
  /** Trials in a batch. */
  readonly batchSize: number;
  /** What of the model is trained: one node, or several. */
  readonly whereTrain: (model: Model) => unknown;
  /** Randomness of the run, uint32[2]. */
  readonly key: NDArray;
  /** Whether the model is an ensemble, with replicates along the first axis of every array. Default false. */
  readonly ensembled?: boolean;
  /** Whether each replicate has trials and noise of its own. Default true. */
  readonly ensembleRandomTrials?: boolean;
  /** What is to be small. Default: the loss of the task. */
  readonly lossFunc?: Loss<State>;
  /** Batches from one validation to the next. Default 100, or all if there are fewer. */
  readonly logStep?: number;
  /** Batches before which the optimiser forgets what it remembers. Default none. */
  readonly stateResetIterations?: readonly number[];
  /** Continue from the latest checkpoint, if there is one. Default false. */
  readonly restoreCheckpoint?: boolean;
  /** Ends the run after the batch under way, with a checkpoint. */
  readonly signal?: StopSignal;
  /** Called after each batch. */
  readonly onBatch?: (event: BatchEvent) => void;
  /** Called after each batch that is logged. */
  readonly onLog?: (event: LogEvent) => void;
  /** Functions that are called before the batch of their number, with the model as it is then. */
  readonly batchCallbacks?: Readonly<Record<number, (model: Model, batch: number) => void>>;
}

/** What tells a run to end; an `AbortSignal` is one. */
export interface StopSignal {
  readonly aborted: boolean;
}

/** What {@link TaskTrainer.train} gives. */
export interface TrainingResult<Model, OptState> {
  readonly model: Model;
  readonly history: TaskTrainerHistory;
  readonly optState: OptState;
  /** Batches done, those before this run included. */
  readonly batches: number;
  /** Why the run ended: all batches are done, it was told to, or the loss was not a number any more. */
  readonly ended: "complete" | "stopped" | "nan";
}

/**
 * Trains models to do tasks.
 *
 * @typeParam OptState - of the optimiser.
 * @example
 * import { pointMassNNSimpleReaches, TaskTrainer } from "@proj/feedbax";
 * import { sgd } from "@proj/optim";
 * import { key } from "@proj/random";
 * const { model, task } = pointMassNNSimpleReaches({ nSteps: 4, hiddenSize: 3, key: key(0) });
 * const trainer = new TaskTrainer(sgd(0.01));
 * const whereTrain = (m: typeof model) => m.step.net.readout;
 * const result = await trainer.train(task, model, { nBatches: 3, batchSize: 5, whereTrain, key: key(1) });
 * result.ended; // → "complete"
 */
export class TaskTrainer<OptState> {
  readonly optimizer: GradientTransformation<OptState>;
  readonly checkpoints: CheckpointStorage | null;

  /** @param checkpoints - where checkpoints are kept; null (the default) keeps none beyond the run. */
  constructor(optimizer: GradientTransformation<OptState>, checkpoints: CheckpointStorage | null = null) {
    this.optimizer = optimizer;
    this.checkpoints = checkpoints;
  }

  /**
   * Trains a model.
   *
   * The randomness of a batch depends on its number and the key alone: a run that was stopped and continued from its
   * checkpoint gives what it would have given without.
   *
   * When the loss is not a number any more, the run ends with the model of the latest checkpoint.
   *
   * @param task - what the model is to do.
   * @param model - stays as it is.
   * @throws UsageError when options contradict each other, or `whereTrain` picks nothing that can be trained.
   */
  async train<State, Model extends TrialModel<State>>(
    task: AbstractTask<State>,
    model: Model,
    options: TrainOptions<Model, State>,
  ): Promise<TrainingResult<Model, OptState>> {
    const { nBatches, batchSize, key, whereTrain, ensembled = false, ensembleRandomTrials = true } = options;
    checkCount("nBatches", nBatches);
    checkCount("batchSize", batchSize);
    const loss = options.lossFunc ?? task.lossFunc;
    const logged = logBatches(nBatches, options.logStep ?? Math.min(100, nBatches));
    const resets = new Set(options.stateResetIterations);
    const nReplicates = ensembled ? replicatesOf(model) : null;
    const { trained: initial, frozen, rest } = takeApart<TrialModel<State>>(model, trainedLeaves(model, whereTrain));
    const problem: TrainingProblem<State, OptState> = {
      task,
      loss,
      optimizer: this.optimizer,
      rest,
      batchSize,
      nBatches,
      nReplicates,
      ensembleRandomTrials,
    };
    const step = makeTrainStep<State, OptState>(problem);
    const validate = makeValidationStep(problem);
    const trials = task.validationTrials;
    const recorder = new HistoryRecorder(nBatches, loss.termNames, nReplicates);
    const initOptimizer = (parameters: TrialModel<State>): OptState =>
      nReplicates === null
        ? this.optimizer.init(parameters)
        : (vmap((member: TrialModel<State>) => this.optimizer.init(member))(parameters) as OptState);
    const whole = (trained: TrialModel<State>): Model => putTogether({ trained, frozen, rest }) as Model;

    // A step takes the memory of the arrays that it is given, so those which are still needed are kept as copies.
    let current = { trained: copyArrays(initial), optState: initOptimizer(initial), batches: 0 };
    let latest = copyArrays(current);
    if (options.restoreCheckpoint === true) {
      const bytes = await this.checkpoints?.load();
      if (bytes !== undefined && bytes !== null) {
        const like = { ...current, history: recorder.history() };
        const { history, ...state } = decodeCheckpoint(bytes, like);
        current = state;
        latest = copyArrays(state);
        recorder.restore(history, state.batches);
      }
    }
    const keep = async (): Promise<void> => {
      latest = copyArrays(current);
      await this.checkpoints?.save(latest.batches, encodeCheckpoint({ ...latest, history: recorder.history() }));
    };
    const result = (ended: TrainingResult<Model, OptState>["ended"]): TrainingResult<Model, OptState> => ({
      model: whole(current.trained),
      history: recorder.history(),
      optState: current.optState,
      batches: current.batches,
      ended,
    });

    const pause = makePause();
    for (let batch = current.batches; batch < nBatches; batch++) {
      if (options.signal?.aborted === true) {
        await keep();
        return result("stopped");
      }
      options.batchCallbacks?.[batch]?.(whole(copyArrays(current.trained)), batch);
      const optState = resets.has(batch) ? initOptimizer(current.trained) : current.optState;
      const index = scalar(batch, "int32");
      const { losses, learningRate, ...next } = step(current.trained, optState, frozen, key, index);
      const report = await readLoss(losses);
      recorder.addBatch(batch, report.replicates, learningRate === null ? [] : await learningRate.data());
      if (Number.isNaN(report.total)) {
        current = latest;
        return result("nan");
      }
      current = { ...next, batches: batch + 1 };
      const event: BatchEvent = { batch, nBatches, loss: report };
      options.onBatch?.(event);
      if (logged.has(batch)) {
        const validation = await readLoss(validate(current.trained, frozen, trials, key, index));
        recorder.addValidation(batch, validation.replicates);
        await keep();
        options.onLog?.({ ...event, validation, history: recorder.history() });
      }
      await pause();
    }
    return result("complete");
  }
}

function checkCount(name: string, count: number): void {
  if (Number.isInteger(count) && count > 0) return;
  throw new UsageError({
    operation: "TaskTrainer.train",
    received: `${name} ${count}`,
    expected: "a positive integer",
    remedy: "2000 batches of 250 trials train the reaching model",
  });
}

function replicatesOf(model: unknown): number {
  const size = ensembleSize(model);
  if (size !== null) return size;
  throw new UsageError({
    operation: "TaskTrainer.train",
    received: "ensembled: true, and a model whose arrays differ in the length of their first axis",
    expected: "an ensemble: replicates along the first axis of every array",
    remedy: "make the model with getEnsemble(make, n, key), or leave out ensembled",
  });
}

/** A tree whose arrays do not share memory with those of the original. */
function copyArrays<Tree>(tree: Tree): Tree {
  const copy = (leaf: unknown): unknown =>
    isArray(leaf) ? fromHostData(leaf.dataSync(), leaf.shape, leaf.dtype) : leaf;
  return map(copy, tree as unknown) as Tree;
}

/** Lets other work of the program have its turn, when some time has passed since it last had. */
function makePause(): () => Promise<void> {
  let last = Date.now();
  return async () => {
    if (Date.now() - last < 50) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = Date.now();
  };
}
