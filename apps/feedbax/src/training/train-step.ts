import type { NDArray } from "@proj/array";
import type { Mesh } from "@proj/array/sharding";
import { valueAndGrad, vmap } from "@proj/autodiff";
import { jit, type JitFunction } from "@proj/jit";
import { combine, partition } from "@proj/module";
import { applyUpdates, type GradientTransformation, type InjectedState } from "@proj/optim";
import { foldIn, split, subkeys } from "@proj/random";
import { mapUntil } from "@proj/tree";
import type { LossDict } from "../losses/loss-dict.ts";
import type { Loss } from "../losses/loss.ts";
import type { TrialModel } from "../trials/rollout.ts";
import { evaluateTrials } from "../tasks/evaluate.ts";
import type { AbstractTask } from "../tasks/task.ts";
import type { TaskTrialSpec } from "../trials/trial-spec.ts";
import { batchLoss, batchTrials } from "./batch-loss.ts";
import { gradientNorms } from "./gradient-norms.ts";
import { writeRecord, type LossTable } from "./loss-record.ts";
import { spreadAlong } from "./spread.ts";
import { combineModel } from "./model-parts.ts";

/** What a training run is about; fixed while it lasts. */
export interface TrainingProblem<State, OptState> {
  /** What the model is to do. */
  readonly task: AbstractTask<State>;
  /** What is made small. */
  readonly loss: Loss<State>;
  /** What turns gradients into updates. */
  readonly optimizer: GradientTransformation<OptState>;
  /** The parts of the model that are neither trained nor arrays. */
  readonly rest: TrialModel<State>;
  /** Trials in a batch. */
  readonly batchSize: number;
  /** The number of batches up to the end of the run, those before it included. */
  readonly nBatches: number;
  /** The batch at which the run begins. Default 0. */
  readonly idxStart?: number;
  /** Models side by side; null for one model. */
  readonly nReplicates: number | null;
  /** Whether each of them has trials and noise of its own. */
  readonly ensembleRandomTrials: boolean;
  /** Devices that share trials and replicates; null for the one where the model is. Default null. */
  readonly mesh?: Mesh | null;
  /** What changes the model after each update, such as Hebbian rules. Default: nothing. */
  readonly modelUpdateFuncs?: readonly ModelUpdate<TrialModel<State>, State>[];
  /** Whether steps give the norms of gradients. Default false. */
  readonly gradientNorms?: boolean;
}

/** A model changed after the update of a batch, from the states after each step of each of its trials, [trials, T, …] in each leaf. */
export type ModelUpdate<Model, State> = (model: Model, states: State) => Model;

/** What changes from step to step. */
export interface TrainingState<Model, OptState> {
  readonly trained: Model;
  readonly optState: OptState;
}

/** What a step gives. */
export interface TrainingStepResult<Model, OptState> extends TrainingState<Model, OptState> {
  /** Before the update. */
  readonly losses: LossDict;
  /** Null if the optimiser does not keep it in its state. */
  readonly learningRate: NDArray | null;
  /** As {@link gradientNorms} gives them; empty unless they are asked for. */
  readonly gradientNorms: Readonly<Record<string, NDArray>>;
}

/** One training step as a compiled function. */
export type TrainStep<State, OptState> = JitFunction<
  [trained: TrialModel<State>, optState: OptState, frozen: TrialModel<State>, key: NDArray, batch: NDArray],
  TrainingStepResult<TrialModel<State>, OptState>
>;

/**
 * The step of a training run: trials are drawn and done, the gradient of the mean loss is taken, the model is updated.
 *
 * One compiled function, traced once: it takes the arrays of the model, and everything else of it is part of the program.
 * The memory of the first two arguments is taken.
 *
 * @example
 * import { array } from "@proj/array";
 * import { makeTrainStep, partitionModel, pointMassNNSimpleReaches, trainedLeaves } from "@proj/feedbax";
 * import { sgd } from "@proj/optim";
 * import { key } from "@proj/random";
 * const { model, task, whereTrain } = pointMassNNSimpleReaches({ nSteps: 4, hiddenSize: 3, key: key(0) });
 * const { trained, frozen, rest } = partitionModel(model, trainedLeaves(model, whereTrain));
 * const optimizer = sgd(0.01);
 * const run = { batchSize: 5, nBatches: 10, nReplicates: null, ensembleRandomTrials: true };
 * const step = makeTrainStep({ task, loss: task.lossFunc, optimizer, rest, ...run });
 * const { losses } = step(trained, optimizer.init(trained), frozen, key(1), array(0, { dtype: "int32" }));
 * losses.total.shape; // → []
 */
export function makeTrainStep<State, OptState>(problem: TrainingProblem<State, OptState>): TrainStep<State, OptState> {
  type Model = TrialModel<State>;
  const one = (trained: Model, optState: OptState, frozen: Model, key: NDArray, batch: NDArray) =>
    trainOnBatch(problem, { trained, optState }, frozen, key, batch);

  const step = (trained: Model, optState: OptState, frozen: Model, key: NDArray, batch: NDArray) => {
    const [trainKey] = subkeys(foldIn(key, batch));
    const { nReplicates, ensembleRandomTrials } = problem;
    if (nReplicates === null) return one(trained, optState, frozen, trainKey, batch);
    const keys = ensembleRandomTrials ? split(trainKey, nReplicates) : trainKey;
    const inAxes = [0, 0, 0, ensembleRandomTrials ? 0 : null, null];
    const spread = spreadAlong(problem.mesh ?? null, "replica", trained);
    return vmap(one, { inAxes })(spread, optState, frozen, keys, batch) as unknown as ReturnType<typeof one>;
  };
  return jit(step, { name: "trainStep", donateArgnums: [0, 1] });
}

/** A training step that also keeps the losses where the model is. */
export type RecordedStep<State, OptState> = JitFunction<
  [
    trained: TrialModel<State>,
    optState: OptState,
    record: NDArray,
    frozen: TrialModel<State>,
    key: NDArray,
    batch: NDArray,
  ],
  TrainingState<TrialModel<State>, OptState> & { readonly record: NDArray }
>;

/**
 * The step of {@link makeTrainStep}, which writes its losses into a table instead of giving them back.
 *
 * @param table - how the table is made.
 * @param isTrained - which of the parameters are trained, a tree of booleans; null for all. The state of the optimiser knows those alone.
 */
export function makeRecordedStep<State, OptState>(
  problem: TrainingProblem<State, OptState>,
  table: LossTable,
  isTrained: TrialModel<State> | null = null,
): RecordedStep<State, OptState> {
  const step = makeTrainStep(problem);
  type Model = TrialModel<State>;
  const recorded = (
    trained: Model,
    optState: OptState,
    record: NDArray,
    frozen: Model,
    key: NDArray,
    batch: NDArray,
  ) => {
    const [active, idle] = isTrained === null ? [trained, null] : partition(trained, isTrained as object);
    const others = idle === null ? frozen : combine(frozen, idle);
    const { optState: nextState, trained: next, ...happened } = step(active, optState, others, key, batch);
    return {
      optState: nextState,
      trained: idle === null ? next : combine(next, idle),
      record: writeRecord(table, record, happened, batch),
    };
  };
  return jit(recorded, { name: "trainStep", donateArgnums: [0, 1, 2] });
}

/** One step of one model. */
function trainOnBatch<State, OptState>(
  {
    task,
    loss,
    optimizer,
    rest,
    batchSize,
    nBatches,
    idxStart = 0,
    modelUpdateFuncs = [],
    gradientNorms: areNormsKept = false,
    mesh = null,
  }: TrainingProblem<State, OptState>,
  { trained, optState }: TrainingState<TrialModel<State>, OptState>,
  frozen: TrialModel<State>,
  key: NDArray,
  batch: NDArray,
): TrainingStepResult<TrialModel<State>, OptState> {
  const info = { size: batchSize, current: batch, total: nBatches, start: idxStart };
  type Outcome = readonly [losses: LossDict, states: State | null];
  const meanLoss = (parameters: TrialModel<State>): readonly [NDArray, Outcome] => {
    const model = combineModel({ trained: parameters, frozen, rest });
    const [losses, states] =
      modelUpdateFuncs.length === 0
        ? [batchLoss(task, loss, model, info, key, mesh), null]
        : batchTrials(task, loss, model, info, key, mesh);
    return [losses.total, [losses, states]];
  };
  const [[, [losses, states]], gradient] = valueAndGrad(meanLoss, { hasAux: true })(trained);
  const [updates, nextState] = optimizer.update(gradient, optState, trained);
  const updated = applyUpdates(trained, updates);
  const changed = modelUpdateFuncs.reduce(
    (model, change) => change(model, states as State),
    combineModel({ trained: updated, frozen, rest }),
  );
  return {
    trained: modelUpdateFuncs.length === 0 ? updated : trainedPart(updated, changed),
    optState: nextState,
    losses,
    learningRate: learningRateOf(nextState),
    gradientNorms: areNormsKept ? gradientNorms(gradient) : {},
  };
}

/** What of a model is trained: the leaves where another tree has some. */
function trainedPart<Model>(trained: Model, model: Model): Model {
  return mapUntil(
    (value) => value === null,
    (one: unknown, changed: unknown) => (one === null ? null : changed),
    trained as unknown,
    model as unknown,
  ) as Model;
}

/** The learning rate in the state of an optimiser with injected hyperparameters. */
function learningRateOf(optState: unknown): NDArray | null {
  const { hyperparams } = (optState ?? {}) as Partial<InjectedState<string, unknown>>;
  return hyperparams?.["learningRate"] ?? null;
}

/** The trials of a batch, as a compiled function. */
export type TrialDraw<State> = JitFunction<[key: NDArray, batch: NDArray], TaskTrialSpec<State>>;

/** Draws the very trials that the training step of a run draws for a batch; of an ensemble, replicates come first. */
export function makeTrialDraw<State, OptState>({
  task,
  batchSize,
  nBatches,
  idxStart = 0,
  nReplicates,
  ensembleRandomTrials,
}: TrainingProblem<State, OptState>): TrialDraw<State> {
  const draw = (key: NDArray, batch: NDArray): TaskTrialSpec<State> => {
    const info = { size: batchSize, current: batch, total: nBatches, start: idxStart };
    const one = (stepKey: NDArray): TaskTrialSpec<State> => task.trainTrials(subkeys(stepKey, 3)[0], info);
    const [trainKey] = subkeys(foldIn(key, batch));
    return nReplicates === null || !ensembleRandomTrials ? one(trainKey) : vmap(one)(split(trainKey, nReplicates));
  };
  return jit(draw, { name: "trialsOfBatch" });
}

/** The loss in the validation set as a compiled function. */
export type ValidationStep<State> = JitFunction<
  [trained: TrialModel<State>, frozen: TrialModel<State>, trials: TaskTrialSpec<State>, key: NDArray, batch: NDArray],
  LossDict
>;

/**
 * The validation that belongs to a training run: the loss in the validation set, as a compiled function.
 *
 * @example
 * import { array } from "@proj/array";
 * import { makeValidationStep, partitionModel, pointMassNNSimpleReaches, trainedLeaves } from "@proj/feedbax";
 * import { sgd } from "@proj/optim";
 * import { key } from "@proj/random";
 * const { model, task, whereTrain } = pointMassNNSimpleReaches({ nSteps: 4, hiddenSize: 3, key: key(0) });
 * const { trained, frozen, rest } = partitionModel(model, trainedLeaves(model, whereTrain));
 * const run = { batchSize: 5, nBatches: 10, nReplicates: null, ensembleRandomTrials: true };
 * const validate = makeValidationStep({ task, loss: task.lossFunc, optimizer: sgd(0.01), rest, ...run });
 * validate(trained, frozen, task.validationTrials, key(1), array(0, { dtype: "int32" })).total.shape; // → []
 */
export function makeValidationStep<State, OptState>({
  task,
  loss,
  rest,
  nReplicates,
  ensembleRandomTrials,
}: TrainingProblem<State, OptState>): ValidationStep<State> {
  type Model = TrialModel<State>;
  const step = (trained: Model, frozen: Model, trials: TaskTrialSpec<State>, key: NDArray, batch: NDArray) => {
    const [, validationKey] = subkeys(foldIn(key, batch));
    const one = (parameters: Model, others: Model, modelKey: NDArray): LossDict => {
      const model = combineModel({ trained: parameters, frozen: others, rest });
      return evaluateTrials(loss, model, trials, split(modelKey, task.nValidationTrials))[1];
    };
    if (nReplicates === null) return one(trained, frozen, validationKey);
    const keys = ensembleRandomTrials ? split(validationKey, nReplicates) : validationKey;
    return vmap(one, { inAxes: [0, 0, ensembleRandomTrials ? 0 : null] })(trained, frozen, keys);
  };
  return jit(step, { name: "validationStep" });
}
