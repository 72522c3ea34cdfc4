import { full, getDefaultDevice, UsageError, type Device } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { jit } from "@proj/jit";
import { ensembleSize } from "@proj/module";
import type { GradientTransformation } from "@proj/optim";
import type { TrialModel } from "../trials/rollout.ts";
import type { TaskTrialSpec } from "../trials/trial-spec.ts";
import { readNeededOptions } from "@proj/tree/core";
import { Printed } from "../printed.ts";
import type { AbstractTask } from "../tasks/task.ts";
import { anyWishes, checkpointClock, isShared } from "./agreement.ts";
import { decodeCheckpoint, encodeCheckpoint, type CheckpointRun, type CheckpointStorage } from "./checkpoint.ts";
import { copyArrays, copyToHost } from "./copies.ts";
import { checkBatchNumbers, runBatches } from "./batch-numbers.ts";
import { endsEarly } from "./early-stop.ts";
import { normNames } from "./gradient-norms.ts";
import { HistoryRecorder, type HistoryOf, type KeptValues } from "./history.ts";
import { logBatches, longestGap } from "./log-batches.ts";
import { SavedParameters } from "./saved-parameters.ts";
import { startOfOptimizer } from "./start-of-optimizer.ts";
import { emptyRecord, LossRecordReader, type LossTable } from "./loss-record.ts";
import { readLoss, type LossReport } from "./loss-report.ts";
import { combineModel, partitionModel } from "./model-parts.ts";
import { checkMesh } from "./spread.ts";
import { trainingDeviceLost } from "./lost-device.ts";
import { firstNotFinite } from "./not-finite.ts";
import {
  makeRecordedStep,
  makeTrialDraw,
  makeValidationStep,
  type ModelUpdate,
  type RecordedStep,
  type TrainingProblem,
} from "./train-step.ts";
import {
  activeParameters,
  phaseOf,
  trainedInAny,
  trainingPhases,
  withMemories,
  type TrainingPhase,
  type WhereTrain,
} from "./training-phases.ts";
import {
  neededTrainOptions,
  trainReaders,
  type BatchEvent,
  type TrainingResult,
  type TrainOptions,
} from "./train-options.ts";

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
export class TaskTrainer<OptState> extends Printed {
  /** What turns gradients into updates. */
  readonly optimizer: GradientTransformation<OptState>;
  /** Where checkpoints are kept; null for nowhere. */
  readonly checkpoints: CheckpointStorage | null;

  /**
   * @param optimizer - what turns gradients into updates.
   * @param checkpoints - where checkpoints are kept; null (the default) keeps none beyond the run.
   */
  constructor(optimizer: GradientTransformation<OptState>, checkpoints: CheckpointStorage | null = null) {
    super();
    this.optimizer = optimizer;
    this.checkpoints = checkpoints;
  }

  /**
   * Trains a model.
   *
   * The randomness of a batch depends on its number and the key alone: a run that was stopped and continued from its
   * checkpoint gives what it would have given without.
   *
   * When losses are not numbers any more, or weights are not finite, the run ends with the model of the latest checkpoint.
   *
   * A run that goes on from a checkpoint may have more batches than it began with. As far as nothing in the task depends on how
   * many there are, it gives what it would have given with as many from the beginning.
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
    given: TrainOptions<Model, State>,
  ): Promise<TrainingResult<Model, OptState>> {
    const operation = "TaskTrainer.train";
    const options = readNeededOptions(operation, given, trainReaders<Model, State>(), neededTrainOptions);
    const { nBatches, batchSize, key, whereTrain, ensembled = false, ensembleRandomTrials = true } = options;
    const { mesh = null, idxStart = 0, gradientNorms = false, saveModelParameters = false } = options;
    const { excludeFailed = false } = options;
    const idxEnd = idxStart + nBatches;
    checkBatchNumbers(operation, options, idxStart, idxEnd);
    const loss = options.lossFunc ?? task.lossFunc;
    const logged = logBatches(nBatches, options.logStep ?? Math.min(100, nBatches), idxStart);
    const resets = new Set(options.stateResetIterations);
    const nReplicates = ensembled ? replicatesOf(model) : null;
    if (mesh !== null) checkMesh(operation, mesh, batchSize, nReplicates);
    const phases = trainingPhases<TrialModel<State>>(model, whereTrain as WhereTrain<TrialModel<State>>);
    const { trained: initial, frozen, rest } = partitionModel<TrialModel<State>>(model, trainedInAny(phases));
    const problem: TrainingProblem<State, OptState> = {
      task,
      loss,
      optimizer: this.optimizer,
      rest,
      batchSize,
      nBatches: idxEnd,
      idxStart,
      nReplicates,
      ensembleRandomTrials,
      mesh,
      gradientNorms,
      ...(options.modelUpdateFuncs !== undefined && {
        modelUpdateFuncs: options.modelUpdateFuncs as readonly ModelUpdate<TrialModel<State>, State>[],
      }),
    };
    const norms = gradientNorms ? normNames(initial) : null;
    const recorded = { terms: loss.termNames, norms, nReplicates };
    const table: LossTable = { rows: longestGap(logged, idxStart), ...recorded };
    const stepOf = (phase: TrainingPhase<TrialModel<State>>): RecordedStep<State, OptState> =>
      makeRecordedStep<State, OptState>(problem, table, phases.length === 1 ? null : phase.isTrained);
    const validate = makeValidationStep(problem);
    const trials = task.validationTrials;
    const checkpointRun: CheckpointRun = {
      nBatches: idxEnd,
      settings: {
        ...options.settings,
        batchSize,
        key: (await key.data()).join(),
        ensembleRandomTrials,
        nReplicates,
        stateResetIterations: [...resets].join(),
        ...(phases.length > 1 && { whereTrain: phases.map(({ from }) => from).join() }),
        ...(idxStart > 0 && { idxStart }),
        ...(gradientNorms && { gradientNorms }),
        ...(excludeFailed && { excludeFailed }),
        ...(saveModelParameters !== false && { saveModelParameters: String(saveModelParameters) }),
      },
    };
    const recorder = new HistoryRecorder({ idxStart, nBatches, ...recorded });
    const saved =
      saveModelParameters === false
        ? null
        : new SavedParameters<TrialModel<State>>(
            saveModelParameters === true ? runBatches(idxStart, idxEnd) : saveModelParameters,
          );
    const drawn: Record<number, TaskTrialSpec<State>> = {};
    const draw = makeTrialDraw(problem);
    const initOptimizer = jit(
      (parameters: TrialModel<State>): OptState =>
        nReplicates === null
          ? this.optimizer.init(parameters)
          : (vmap((member: TrialModel<State>) => this.optimizer.init(member))(parameters) as OptState),
      { name: "initOptimizer" },
    );
    const emptyState = (trained: TrialModel<State>, batch: number): OptState =>
      initOptimizer(activeParameters(trained, phaseOf(phases, batch))[0]);
    const whole = (trained: TrialModel<State>): Model => combineModel({ trained, frozen, rest }) as Model;

    // A step takes the memory of the arrays that it is given, so those which are still needed are kept as copies.
    const isNotNumber = (report: LossReport | null): boolean =>
      report !== null && (excludeFailed ? Number.isNaN(report.total) : hasFailed(report));
    const emptyStart = emptyState(initial, idxStart);
    const givenState = options.optState;
    const optStart = givenState === undefined ? emptyStart : startOfOptimizer(operation, emptyStart, givenState);
    let current = { trained: copyArrays(initial), optState: optStart, batches: idxStart };
    let latest = await copyToHost(current);
    const parameters = latest.trained;
    const keptParameters = (): KeptValues => (saved === null ? {} : { modelParameters: saved.stacked(parameters) });
    const historyUpTo = (end: number): HistoryOf<Model> =>
      recorder.history(end, {
        ...keptParameters(),
        ...(options.saveTrialSpecs !== undefined && { trialSpecs: { ...drawn } }),
      }) as HistoryOf<Model>;
    const drawTrials = (batch: number): void => {
      if (options.saveTrialSpecs?.includes(batch) === true)
        drawn[batch] = draw(key, full([], batch, { dtype: "int32" }));
    };
    if (options.restoreCheckpoint === true) {
      const bytes = await this.checkpoints?.load();
      if (bytes !== undefined && bytes !== null) {
        const likeAfter = (batches: number) => ({
          ...latest,
          optState: emptyState(initial, batches - 1),
          batches,
          history: recorder.history(
            batches,
            saved === null ? {} : { modelParameters: saved.stackedLike(parameters, batches) },
          ),
        });
        const stored = decodeCheckpoint(bytes, likeAfter, checkpointRun);
        const { trained, optState, batches } = stored;
        current = { trained, optState, batches };
        latest = await copyToHost(current);
        recorder.restore(stored.history);
        saved?.restore(stored.history.modelParameters as TrialModel<State>, batches);
        for (let batch = idxStart; batch < batches; batch++) drawTrials(batch);
        // The last batch is always validated; in a run that became longer it is a batch like others.
        const wasLast = batches === stored.nBatches && batches < idxEnd;
        if (wasLast && !logged.has(batches - 1)) recorder.removeValidation(batches - 1);
      }
    }
    let record = emptyRecord(table);
    const reader = new LossRecordReader(table, recorder, current.batches);
    /** Keeps a checkpoint of the model as it is, and says whether its weights are finite; else keeps nothing. */
    const keep = async (): Promise<boolean> => {
      const state = await copyToHost(current);
      if (firstNotFinite(state.trained, excludeFailed ? nReplicates : null) !== null) return false;
      latest = state;
      const checkpoint = { ...latest, history: recorder.history(latest.batches, keptParameters()) };
      await this.checkpoints?.save(latest.batches, encodeCheckpoint(checkpoint, checkpointRun));
      clock.kept(latest.batches);
      return true;
    };
    const clock = checkpointClock(mesh, options.checkpointSeconds, current.batches);
    const isDue = (batch: number): boolean | Promise<boolean> =>
      options.checkpointBatches?.includes(batch) === true || clock.isDue(batch);
    const isOver = (): boolean => {
      const validated = [...logged].filter((batch) => batch < current.batches).sort((a, b) => a - b);
      const stop = { patience: options.patience, below: options.stopBelow };
      return current.batches < idxEnd && endsEarly(stop, recorder.validationTotals(validated));
    };
    type Result = TrainingResult<Model, OptState>;
    const result = ({ trained, optState, batches }: typeof current, ended: Result["ended"]): Result => ({
      model: whole(trained),
      history: historyUpTo(idxEnd),
      optState,
      batches,
      ended,
    });

    // Other processes can only be asked where all of them are: behind a batch that was logged, of which there is a checkpoint.
    const isAlone = options.signal === undefined || !isShared(mesh);
    const isAgreed = async (batch: number): Promise<boolean> =>
      logged.has(batch - 1) && (await anyWishes(mesh!, options.signal!.aborted));

    let device: Device = getDefaultDevice();
    const run = async (): Promise<Result> => {
      const pause = makePause();
      let phase = phaseOf(phases, current.batches);
      let step = stepOf(phase);
      if (isOver()) return result(current, "early");
      for (let batch = current.batches; batch < idxEnd; batch++) {
        if (isAlone ? options.signal?.aborted === true : await isAgreed(batch)) {
          if (isNotNumber(await reader.readUpTo(record, batch))) return result(latest, "nan");
          return (await keep()) ? result(current, "stopped") : result(latest, "nan");
        }
        const callback = options.batchCallbacks?.[batch];
        if (callback !== undefined) callback(whole(copyArrays(current.trained)), batch);
        const { trained } = current;
        let { optState } = current;
        const begun = phases.slice(1).find(({ from }) => from === batch);
        if (begun !== undefined) {
          if (begun !== phase) [phase, step] = [begun, stepOf(begun)];
          optState = withMemories(this.optimizer, emptyState(trained, batch), optState);
        }
        if (resets.has(batch)) optState = emptyState(trained, batch);
        const index = full([], batch, { dtype: "int32" });
        const next = step(trained, optState, record, frozen, key, index);
        current = { trained: next.trained, optState: next.optState, batches: batch + 1 };
        record = next.record;
        device = record.device;
        // Reading the losses has the host wait for the device, so that is left until they are shown.
        const atOnce = reader.lossAtOnce(record, batch);
        const read = logged.has(batch) || isNotNumber(atOnce) ? await reader.readUpTo(record, batch + 1) : atOnce;
        if (isNotNumber(read)) return result(latest, "nan");
        if (saved?.has(batch) === true) saved.add(await copyToHost(current.trained));
        drawTrials(batch);
        const event: BatchEvent = { batch, nBatches: idxEnd, loss: read };
        options.onBatch?.(event);
        if (read !== null && logged.has(batch)) {
          const validation = await readLoss(validate(current.trained, frozen, trials, key, index));
          recorder.addValidation(batch, validation.replicates);
          if (isNotNumber(validation) || !(await keep())) return result(latest, "nan");
          options.onLog?.({ ...event, loss: read, validation, history: historyUpTo(batch + 1) });
          if (isOver()) return result(current, "early");
        } else if (await isDue(batch)) {
          if (isNotNumber(await reader.readUpTo(record, batch + 1)) || !(await keep())) return result(latest, "nan");
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

/** True for a loss of which a replicate is not a number. */
function hasFailed({ total, replicates }: LossReport): boolean {
  return Number.isNaN(total) || Object.values(replicates).some((values) => Array.from(values).some(Number.isNaN));
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
