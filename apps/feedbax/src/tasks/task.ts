import { getDefaultDevice, type Device, type NDArray } from "@proj/array";
import { vmap } from "@proj/autodiff";
import { filterJit } from "@proj/module";
import { key as makeKey, split, subkeys } from "@proj/random";
import type { LossDict } from "../losses/loss-dict.ts";
import type { Loss } from "../losses/loss.ts";
import {
  booleanOption,
  integerOption,
  isRecord,
  readNeededOptions,
  readOptions,
  wrongOption,
  objectOption,
} from "@proj/tree/core";
import type { OptionReaders } from "@proj/tree/core";
import { Printed } from "../printed.ts";
import type { BatchInfo } from "../trials/batch-info.ts";
import type { TrialModel } from "../trials/rollout.ts";
import type { TaskTrialSpec } from "../trials/trial-spec.ts";
import { interventionParams, noInterventions, type InterventionSpecs } from "./intervention-specs.ts";
import { evaluateEnsemble, evaluateTrials } from "./evaluate.ts";

/** Further inputs of the network by name, each from the trial so far and a key: trees of arrays [T, …]. */
export type InputDependencies<State> = Readonly<Record<string, (trial: TaskTrialSpec<State>, key: NDArray) => unknown>>;

/** Options of every task. */
export interface TaskOptions<State> {
  /** What training makes small. */
  readonly lossFunc: Loss<State>;
  /** States of a trial, the initial one included: one more than its steps. */
  readonly nSteps: number;
  /** Determines the trials of the validation set. Default 5555. */
  readonly seedValidation?: number;
  /** Further inputs. Default none. */
  readonly inputDependencies?: InputDependencies<State>;
  /** Settings of interventions in the trials; `scheduleIntervenor` makes them. Default none. */
  readonly interventionSpecs?: InterventionSpecs<State>;
}

/** How each of the {@link TaskOptions} is read. */
export const taskReaders = <State>(): OptionReaders<TaskOptions<State>> => ({
  lossFunc: objectOption("a loss, such as simpleReachLoss()", "termNames"),
  nSteps: integerOption(2),
  seedValidation: integerOption(0),
  inputDependencies: (value, place) => {
    if (isRecord(value)) return value as InputDependencies<State>;
    throw wrongOption(place, value, "an object of functions");
  },
  interventionSpecs: objectOption("settings of interventions, { training, validation }", "training"),
});

/** How an ensemble is evaluated. */
export interface EnsembleOptions {
  /** Whether each replicate has randomness of its own; else all meet the same noise. Default true. */
  readonly ensembleRandomTrials?: boolean;
}

const ensembleReaders: OptionReaders<EnsembleOptions> = { ensembleRandomTrials: booleanOption };

/**
 * A task: how trials are drawn, and what counts as success.
 *
 * A class with this base says how one trial for training is drawn, and what the validation set is. Both are traced: they
 * draw with keys and read no values.
 *
 * @typeParam State - what the task has to know of the states of models.
 * @example
 * import { array, broadcastTo, type NDArray } from "@proj/array";
 * import { AbstractTask, TargetSpec, TargetStateLoss, TaskTrialSpec, WhereDict } from "@proj/feedbax";
 * import { key, uniform } from "@proj/random";
 * interface Levels { readonly level: NDArray }
 * class Hold extends AbstractTask<Levels> {
 *   readonly nValidationTrials = 1;
 *   getTrainTrial(key: NDArray): TaskTrialSpec<Levels> {
 *     return this.#hold(uniform(key, [1]));
 *   }
 *   getValidationTrials(): TaskTrialSpec<Levels> {
 *     return this.#hold(array([0.5]));
 *   }
 *   #hold(value: NDArray): TaskTrialSpec<Levels> {
 *     return TaskTrialSpec.init<Levels>({
 *       inits: WhereDict.of<Levels, unknown>([(state) => state.level, value]),
 *       inputs: { goal: broadcastTo(value, [this.nSteps - 1, 1]) },
 *       targets: WhereDict.of<Levels, TargetSpec>([(state) => state.level, TargetSpec.init({ value })]),
 *     });
 *   }
 * }
 * const lossFunc = new TargetStateLoss<Levels>("level", { where: (state) => state.level });
 * const task = new Hold({ lossFunc, nSteps: 5 });
 * (task.getTrainTrial(key(0)).inputs as { goal: NDArray }).goal.shape; // → [4, 1]
 */
export abstract class AbstractTask<State> extends Printed {
  /** What training makes small. */
  readonly lossFunc: Loss<State>;
  /** States of a trial, the initial one included: one more than its steps. */
  readonly nSteps: number;
  /** Determines the trials of the validation set. */
  readonly seedValidation: number;
  /** Further inputs of the network. */
  readonly inputDependencies: InputDependencies<State>;
  /** Settings of interventions in the trials. */
  readonly interventionSpecs: InterventionSpecs<State>;
  // They live on the default device, which may be another one later: the one of before may be lost then.
  readonly #validationTrials = new WeakMap<Device, TaskTrialSpec<State>>();
  // Compiled functions of the task's own, so that what they remember goes when the task goes.
  readonly #completeValidationTrials = filterJit(
    (key: NDArray): TaskTrialSpec<State> =>
      vmap((trial: TaskTrialSpec<State>, trialKey: NDArray) => {
        const [, , dependencyKey] = subkeys(trialKey, 3);
        // Nothing is trained with them, so they belong to the beginning of a training.
        const batch = { size: this.nValidationTrials, current: 0, total: 1 };
        const intervened = this.#withInterventions("validation", trial, batch, trialKey);
        return this.#withDependencies(intervened, dependencyKey);
      })(this.getValidationTrials(key), split(key, this.nValidationTrials)),
    { name: "validationTrials" },
  );
  readonly #evaluate = filterJit(
    (model: TrialModel<State>, trials: TaskTrialSpec<State>, keys: NDArray) =>
      evaluateTrials(this.lossFunc, model, trials, keys),
    { name: "evaluateTrials" },
  );
  readonly #evaluateEnsemble = filterJit(
    (models: TrialModel<State>, trials: TaskTrialSpec<State>, keys: NDArray, nTrials: number) =>
      evaluateEnsemble(this.lossFunc, models, trials, keys, nTrials),
    { name: "evaluateEnsemble" },
  );

  /**
   * @param options - `lossFunc` and `nSteps` at least; see {@link TaskOptions}.
   * @throws UsageError when a trial would have no step.
   */
  constructor(options: TaskOptions<State>) {
    super();
    const read = readNeededOptions(new.target.name, options, taskReaders<State>(), ["lossFunc", "nSteps"]);
    const {
      lossFunc,
      nSteps,
      seedValidation = 5555,
      inputDependencies = {},
      interventionSpecs = noInterventions,
    } = read;
    this.lossFunc = lossFunc;
    this.nSteps = nSteps;
    this.seedValidation = seedValidation;
    this.inputDependencies = inputDependencies;
    this.interventionSpecs = interventionSpecs;
  }

  /** One trial to train with, without what depends on other parts of it. */
  abstract getTrainTrial(key: NDArray, batch: BatchInfo): TaskTrialSpec<State>;
  /** The trials of the validation set, along a first axis of every array. */
  abstract getValidationTrials(key: NDArray): TaskTrialSpec<State>;
  /** How many they are. */
  abstract readonly nValidationTrials: number;

  /** One trial to train with, complete. */
  getTrainTrialWithIntervenorParams(key: NDArray, batch: BatchInfo): TaskTrialSpec<State> {
    const [trialKey, intervenorKey, dependencyKey] = subkeys(key, 3);
    const trial = this.#withInterventions("training", this.getTrainTrial(trialKey, batch), batch, intervenorKey);
    return this.#withDependencies(trial, dependencyKey);
  }

  /** The validation set, always the same, complete. */
  get validationTrials(): TaskTrialSpec<State> {
    const device = getDefaultDevice();
    let trials = this.#validationTrials.get(device);
    if (trials === undefined) {
      trials = this.#completeValidationTrials(makeKey(this.seedValidation));
      this.#validationTrials.set(device, trials);
    }
    return trials;
  }

  /** The histories of the states in the validation set, [trials, nSteps, …] in each leaf. */
  eval<S extends State>(model: TrialModel<S>, key: NDArray): S {
    return this.evalWithLoss(model, key)[0];
  }

  /** The histories of the states in the validation set, and the loss. */
  evalWithLoss<S extends State>(model: TrialModel<S>, key: NDArray): [states: S, losses: LossDict] {
    return this.evalTrials(model, this.validationTrials, split(key, this.nValidationTrials));
  }

  /**
   * The histories of the states in any trials, and the loss.
   *
   * @param trials - with the trials along the first axis of every array.
   * @param keys - one for each trial, uint32[trials, 2].
   */
  evalTrials<S extends State>(
    model: TrialModel<S>,
    trials: TaskTrialSpec<State>,
    keys: NDArray,
  ): [states: S, losses: LossDict] {
    return this.#evaluate(model, trials, keys) as [S, LossDict];
  }

  /** A batch of trials as they are drawn for training: trials, histories of the states, and the loss. */
  evalTrainBatch<S extends State>(
    model: TrialModel<S>,
    batch: BatchInfo,
    key: NDArray,
  ): [trials: TaskTrialSpec<State>, states: S, losses: LossDict] {
    const [trialsKey, , modelKey] = subkeys(key, 3);
    const trials = this.trainTrials(trialsKey, batch);
    const [states, losses] = this.evalTrials(model, trials, split(modelKey, batch.size));
    return [trials, states, losses];
  }

  /** A batch of trials as they are drawn for training, along the first axis of every array. */
  trainTrials(key: NDArray, batch: BatchInfo): TaskTrialSpec<State> {
    return vmap((trialKey: NDArray) => this.getTrainTrialWithIntervenorParams(trialKey, batch))(split(key, batch.size));
  }

  /** {@link eval} for each model of an ensemble, [replicates, trials, nSteps, …] in each leaf. */
  evalEnsemble<S extends State>(
    models: TrialModel<S>,
    nReplicates: number,
    key: NDArray,
    options?: EnsembleOptions,
  ): S {
    return this.evalEnsembleWithLoss(models, nReplicates, key, options)[0];
  }

  /** {@link evalWithLoss} for each model of an ensemble; losses are [replicates]. */
  evalEnsembleWithLoss<S extends State>(
    models: TrialModel<S>,
    nReplicates: number,
    key: NDArray,
    options?: EnsembleOptions,
  ): [states: S, losses: LossDict] {
    const { ensembleRandomTrials = true } = readOptions("evalEnsemble", options, ensembleReaders);
    const keys = ensembleRandomTrials ? split(key, nReplicates) : key;
    return this.#evaluateEnsemble(models, this.validationTrials, keys, this.nValidationTrials) as [S, LossDict];
  }

  #withInterventions(
    phase: keyof InterventionSpecs<State>,
    trial: TaskTrialSpec<State>,
    batch: BatchInfo,
    key: NDArray,
  ): TaskTrialSpec<State> {
    const schedules = this.interventionSpecs[phase];
    if (Object.keys(schedules).length === 0) return trial;
    return trial.with({ intervene: interventionParams(schedules, trial, batch, this.nSteps - 1, key) });
  }

  #withDependencies(trial: TaskTrialSpec<State>, key: NDArray): TaskTrialSpec<State> {
    const dependencies = Object.entries(this.inputDependencies);
    if (dependencies.length === 0) return trial;
    const keys = subkeys(key, dependencies.length);
    const further = dependencies.map(([name, f], index) => [name, f(trial, keys[index]!)] as const);
    return trial.with({ inputs: { ...(trial.inputs as object), ...Object.fromEntries(further) } });
  }
}
