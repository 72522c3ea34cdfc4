import type { NDArray } from "@proj/array";
import { adam, injectHyperparams, type GradientTransformation, type InjectedState } from "@proj/optim";
import {
  anyOption,
  booleanOption,
  functionOption,
  numberOption,
  readNeededOptions,
  readOptions,
} from "@proj/tree/core";
import type { OptionReaders } from "@proj/tree/core";
import { Printed } from "../printed.ts";
import type { TrialModel } from "../trials/rollout.ts";
import type { AbstractTask } from "../tasks/task.ts";
import type { CheckpointStorage } from "../training/checkpoint.ts";
import { TaskTrainer } from "../training/task-trainer.ts";
import type { WhereTrain } from "../training/training-phases.ts";
import { trainReaders, type TrainingResult, type TrainOptions } from "../training/train-options.ts";

/** Options of {@link TrainingContext.train}. */
export interface ContextTrainOptions<Model, State> extends Omit<
  TrainOptions<Model, State>,
  "whereTrain" | "ensembled"
> {
  /** Default 0.01. */
  readonly learningRate?: number;
  /** Makes the optimiser from its learning rate. Default Adam. */
  readonly optimizer?: (learningRate: NDArray) => GradientTransformation<unknown>;
  /** Where checkpoints are kept. Default null: nowhere. */
  readonly checkpoints?: CheckpointStorage | null;
  /** What of the model is trained. Default: as the context has it. */
  readonly whereTrain?: WhereTrain<Model>;
}

function contextReaders<Model, State>(): OptionReaders<ContextTrainOptions<Model, State>> {
  const { ensembled: _, ...readers } = trainReaders<Model, State>();
  return { ...readers, learningRate: numberOption, optimizer: functionOption(), checkpoints: anyOption() };
}

const constructorReaders = { ensembled: booleanOption };

const defaultOptimizer = (learningRate: NDArray): GradientTransformation<unknown> => adam(learningRate);

/** The state of the optimiser of a {@link TrainingContext}. */
export type ContextOptState = InjectedState<"learningRate", unknown>;

/**
 * A model, a task that it is to do, and what of the model is trained.
 *
 * @example
 * import { pointMassNNSimpleReaches, TrainingContext } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const { model, task } = pointMassNNSimpleReaches({ key: key(0) });
 * const context = new TrainingContext(model, task, (m) => m.step.net.readout);
 * context.ensembled; // → false
 */
export class TrainingContext<Model extends TrialModel<State>, State> extends Printed {
  /** The model, or the ensemble. */
  readonly model: Model;
  /** What it is to do. */
  readonly task: AbstractTask<State>;
  /** What of the model is trained. */
  readonly whereTrain: (model: Model) => unknown;
  /** Whether the model is an ensemble. */
  readonly ensembled: boolean;

  /**
   * @param model - the model, or the ensemble.
   * @param task - what it is to do.
   * @param whereTrain - points at what of the model is trained: one node, or several.
   * @param options - `ensembled`: whether the model is an ensemble (default false).
   */
  constructor(
    model: Model,
    task: AbstractTask<State>,
    whereTrain: (model: Model) => unknown,
    options?: { readonly ensembled?: boolean },
  ) {
    super();
    const { ensembled = false } = readOptions("TrainingContext", options, constructorReaders);
    this.model = model;
    this.task = task;
    this.whereTrain = whereTrain;
    this.ensembled = ensembled;
  }

  /**
   * Trains the model; the context's own stays as it is.
   *
   * @param options - `nBatches`, `batchSize` and `key` at least; `logStep` is a tenth of the batches by default.
   * @throws UsageError as {@link TaskTrainer.train} does.
   * @example
   * import { pointMassNNSimpleReaches } from "@proj/feedbax";
   * import { key } from "@proj/random";
   * const context = pointMassNNSimpleReaches({ nSteps: 4, hiddenSize: 3, key: key(0) });
   * const { model, history } = await context.train({ nBatches: 2, batchSize: 5, key: key(1) });
   * history.loss.total.shape; // → [2]
   */
  async train(given: ContextTrainOptions<Model, State>): Promise<TrainingResult<Model, ContextOptState>> {
    const readers = contextReaders<Model, State>();
    const options = readNeededOptions("TrainingContext.train", given, readers, ["nBatches", "batchSize", "key"]);
    const { learningRate = 0.01, optimizer = defaultOptimizer, checkpoints = null, settings, ...rest } = options;
    const injected = injectHyperparams(({ learningRate: rate }) => optimizer(rate), { learningRate });
    const trainer = new TaskTrainer<ContextOptState>(injected, checkpoints);
    return trainer.train(this.task, this.model, {
      logStep: Math.max(1, Math.floor(options.nBatches / 10)),
      whereTrain: this.whereTrain,
      ...rest,
      settings: { ...settings, learningRate },
      ensembled: this.ensembled,
    });
  }
}
