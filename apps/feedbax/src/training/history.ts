import { array, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { LossDict } from "../losses/loss-dict.ts";
import { meanOf } from "./loss-report.ts";
import type { TaskTrialSpec } from "../trials/trial-spec.ts";

/**
 * What happened during a training run, batch by batch.
 *
 * @example
 * import { pointMassNNSimpleReaches } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const context = pointMassNNSimpleReaches({ nSteps: 4, hiddenSize: 3, key: key(0) });
 * const { history } = await context.train({ nBatches: 3, batchSize: 5, key: key(1) });
 * history.loss.total.shape; // → [3]
 * history.learningRate.toList(); // ≈ [0.01, 0.01, 0.01]
 */
export class TaskTrainerHistory extends Module<{
  /** Terms of the loss before each update, [nBatches] or [nBatches, replicates]; 0 for batches that were not run. */
  readonly loss: LossDict;
  /** Terms of the validation loss after the update of the batch; 0 for batches without validation. */
  readonly lossValidation: LossDict;
  /** The learning rate of each update. */
  readonly learningRate: NDArray;
  /**
   * The norm of the gradient of each parameter in each batch, by its place in the model, and of all as `global`, [nBatches] or
   * [nBatches, replicates]; 0 for a parameter that is not trained then. There with the option `gradientNorms`.
   */
  readonly gradientNorms?: Readonly<Record<string, NDArray>>;
  /** What is trained of the model after the batches of the option `saveModelParameters`, which come first in each leaf. */
  readonly modelParameters?: unknown;
  /** The trials of the batches of the option `saveTrialSpecs`, by their numbers; of an ensemble, replicates come first. */
  readonly trialSpecs?: Readonly<Record<number, TaskTrialSpec<unknown>>>;
}> {}

/** A history with what is trained of a model. */
export type HistoryOf<Model> = TaskTrainerHistory & { readonly modelParameters?: Model };

/** What a history has besides the tables. */
export type KeptValues = Pick<TaskTrainerHistory, "modelParameters" | "trialSpecs">;

/** What a history is about. */
export interface HistoryTables {
  /** The first batch. */
  readonly idxStart: number;
  /** Batches from there to the end. */
  readonly nBatches: number;
  /** Names of the terms of the loss. */
  readonly terms: readonly string[];
  /** Names of the norms of gradients; null for none. */
  readonly norms: readonly string[] | null;
  /** Null for one model. */
  readonly nReplicates: number | null;
}

/** A history in the making: tables of numbers by name, a row of `width` for each batch. */
export class HistoryRecorder {
  readonly #tables: HistoryTables;
  readonly #width: number;
  readonly #loss: Map<string, Float32Array>;
  readonly #lossValidation: Map<string, Float32Array>;
  readonly #learningRate: Float32Array;
  readonly #norms: Map<string, Float32Array>;

  constructor(tables: HistoryTables) {
    this.#tables = tables;
    this.#width = tables.nReplicates ?? 1;
    const table = (): Float32Array => new Float32Array(tables.nBatches * this.#width);
    const named = (names: readonly string[]) => new Map(names.map((name) => [name, table()]));
    this.#loss = named(tables.terms);
    this.#lossValidation = named(tables.terms);
    this.#norms = named(tables.norms ?? []);
    this.#learningRate = table();
  }

  /** Writes down the losses of a batch, the learning rate of its update and the norms of its gradients. */
  addBatch(batch: number, losses: TermValues, learningRate: ArrayLike<number>, norms: TermValues): void {
    this.#write(this.#loss, batch, losses);
    this.#write(this.#norms, batch, norms);
    this.#learningRate.set(learningRate, this.#placeOf(batch));
  }

  /** Writes down the validation losses of a batch. */
  addValidation(batch: number, losses: TermValues): void {
    this.#write(this.#lossValidation, batch, losses);
  }

  /** Takes over the first batches from a history of the same run. */
  restore(history: TaskTrainerHistory): void {
    const copy = (table: Float32Array, from: NDArray | undefined): void => {
      if (from !== undefined) table.set(from.dataSync());
    };
    for (const [name, table] of this.#loss) copy(table, history.loss.terms[name]);
    for (const [name, table] of this.#lossValidation) copy(table, history.lossValidation.terms[name]);
    for (const [name, table] of this.#norms) copy(table, history.gradientNorms?.[name]);
    copy(this.#learningRate, history.learningRate);
  }

  /** The validation losses of some batches, means over replicates whose losses are numbers. */
  validationTotals(batches: readonly number[]): number[] {
    const tables = [...this.#lossValidation.values()];
    return batches.map((batch) => {
      const begin = this.#placeOf(batch);
      return tables
        .map((table) => meanOf(table.subarray(begin, begin + this.#width)))
        .reduce((sum, value) => sum + value, 0);
    });
  }

  /** Leaves a batch without validation. */
  removeValidation(batch: number): void {
    for (const table of this.#lossValidation.values()) table.fill(0, this.#placeOf(batch), this.#placeOf(batch + 1));
  }

  /** The history of the batches before one. */
  history(end: number, kept: KeptValues = {}): TaskTrainerHistory {
    const { idxStart, nReplicates, norms } = this.#tables;
    const nBatches = end - idxStart;
    const shape = nReplicates === null ? [nBatches] : [nBatches, nReplicates];
    const tableArray = (table: Float32Array): NDArray =>
      array(table.subarray(0, nBatches * this.#width)).reshape(shape);
    const arrays = (tables: ReadonlyMap<string, Float32Array>): Record<string, NDArray> =>
      Object.fromEntries([...tables].map(([name, table]) => [name, tableArray(table)]));
    const terms = (tables: ReadonlyMap<string, Float32Array>): LossDict => new LossDict({ terms: arrays(tables) });
    return new TaskTrainerHistory({
      loss: terms(this.#loss),
      lossValidation: terms(this.#lossValidation),
      learningRate: tableArray(this.#learningRate),
      ...(norms !== null && { gradientNorms: arrays(this.#norms) }),
      ...kept,
    });
  }

  #placeOf(batch: number): number {
    return (batch - this.#tables.idxStart) * this.#width;
  }

  #write(tables: ReadonlyMap<string, Float32Array>, batch: number, losses: TermValues): void {
    for (const [name, values] of Object.entries(losses)) tables.get(name)!.set(values, this.#placeOf(batch));
  }
}

/** The values of each term, one for each replicate. */
export type TermValues = Readonly<Record<string, ArrayLike<number>>>;
