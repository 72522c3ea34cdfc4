import { full, getDefaultDevice, UsageError, type Device } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { jit } from "@proj/jit";
import { ensembleSize } from "@proj/module";
import type { GradientTransformation } from "@proj/optim";
import type { TrialModel } from "../trials/rollout.ts";
import type { AbstractTask } from "../tasks/task.ts";
import { decodeCheckpoint, encodeCheckpoint, type CheckpointStorage } from "./checkpoint.ts";
import { copyArrays, copyToHost } from "./copies.ts";
import { HistoryRecorder } from "./history.ts";
import { logBatches, longestGap } from "./log-batches.ts";
import { emptyRecord, LossRecordReader, type LossTable } from "./loss-record.ts";
import { readLoss, type LossReport } from "./loss-report.ts";
import { combineModel, partitionModel, trainedLeaves } from "./model-parts.ts";
import { trainingDeviceLost } from "./lost-device.ts";
import { makeRecordedStep, makeValidationStep, type TrainingProblem } from "./train-step.ts";
import type { BatchEvent, TrainingResult, TrainOptions } from "./train-options.ts";

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
  /** What turns gradients into updates. */
  readonly optimizer: GradientTransformation<OptState>;
  /** Where checkpoints are kept; null for nowhere. */
  readonly checkpoints: CheckpointStorage | null;

  /**
   * @param optimizer - what turns gradients into updates.
   * @param checkpoints - where checkpoints are kept; null (the default) keeps none beyond the run.
   */
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
   * The model is trained on the device where it lives, or on the default device. Losses are read from a device when they are
   * logged and not before: in between the host only sends work.
   *
   * @param task - what the model is to do.
   * @param model - stays as it is.
   * @throws UsageError when options contradict each other, when `whereTrain` picks nothing that can be trained, and when the
   * device is lost; what the latest checkpoint holds is not.
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
    const {
      trained: initial,
      frozen,
      rest,
    } = partitionModel<TrialModel<State>>(model, trainedLeaves(model, whereTrain));
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
    const table: LossTable = { rows: longestGap(logged), terms: loss.termNames, nReplicates };
    const step = makeRecordedStep<State, OptState>(problem, table);
    const validate = makeValidationStep(problem);
    const trials = task.validationTrials;
    const recorder = new HistoryRecorder(nBatches, loss.termNames, nReplicates);
    const initOptimizer = jit(
      (parameters: TrialModel<State>): OptState =>
        nReplicates === null
          ? this.optimizer.init(parameters)
          : (vmap((member: TrialModel<State>) => this.optimizer.init(member))(parameters) as OptState),
      { name: "initOptimizer" },
    );
    const whole = (trained: TrialModel<State>): Model => combineModel({ trained, frozen, rest }) as Model;

    // A step takes the memory of the arrays that it is given, so those which are still needed are kept as copies.
    let current = { trained: copyArrays(initial), optState: initOptimizer(initial), batches: 0 };
    let latest = await copyToHost(current);
    if (options.restoreCheckpoint === true) {
      const bytes = await this.checkpoints?.load();
      if (bytes !== undefined && bytes !== null) {
        const like = { ...current, history: recorder.history() };
        const { history, ...state } = decodeCheckpoint(bytes, like);
        current = state;
        latest = await copyToHost(state);
        recorder.restore(history, state.batches);
      }
    }
    let record = emptyRecord(table);
    const reader = new LossRecordReader(table, recorder, current.batches);
    const keep = async (): Promise<void> => {
      latest = await copyToHost(current);
      await this.checkpoints?.save(latest.batches, encodeCheckpoint({ ...latest, history: recorder.history() }));
    };
    type Result = TrainingResult<Model, OptState>;
    const result = ({ trained, optState, batches }: typeof current, ended: Result["ended"]): Result => ({
      model: whole(trained),
      history: recorder.history(),
      optState,
      batches,
      ended,
    });

    let device: Device = getDefaultDevice();
    const run = async (): Promise<Result> => {
      const pause = makePause();
      for (let batch = current.batches; batch < nBatches; batch++) {
        if (options.signal?.aborted === true) {
          if (isNotNumber(await reader.readUpTo(record, batch))) return result(latest, "nan");
          await keep();
          return result(current, "stopped");
        }
        const callback = options.batchCallbacks?.[batch];
        if (callback !== undefined) callback(whole(copyArrays(current.trained)), batch);
        const { trained } = current;
        const optState = resets.has(batch) ? initOptimizer(trained) : current.optState;
        const index = full([], batch, { dtype: "int32" });
        const next = step(trained, optState, record, frozen, key, index);
        current = { trained: next.trained, optState: next.optState, batches: batch + 1 };
        record = next.record;
        device = record.device;
        // Reading the losses has the host wait for the device, so that is left until they are shown.
        const atOnce = reader.lossAtOnce(record, batch);
        const read = logged.has(batch) || isNotNumber(atOnce) ? await reader.readUpTo(record, batch + 1) : atOnce;
        if (isNotNumber(read)) return result(latest, "nan");
        const event: BatchEvent = { batch, nBatches, loss: read };
        options.onBatch?.(event);
        if (read !== null && logged.has(batch)) {
          const validation = await readLoss(validate(current.trained, frozen, trials, key, index));
          recorder.addValidation(batch, validation.replicates);
          await keep();
          options.onLog?.({ ...event, loss: read, validation, history: recorder.history() });
        }
        await pause();
      }
      return result(current, "complete");
    };
    return run().catch((error: unknown) => {
      if (device.lost === null) throw error;
      throw trainingDeviceLost(device, { batches: latest.batches, isStored: this.checkpoints !== null }, error);
    });
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

/** True for a loss that has been read and is not a number. */
function isNotNumber(loss: LossReport | null): boolean {
  return Number.isNaN(loss?.total);
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
