import { array, type NDArray } from "@proj/array";
import { Module } from "@proj/module";
import { LossDict } from "../losses/loss-dict.ts";

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
}> {}

/** A history in the making: tables of numbers by name, a row of `width` for each batch. */
export class HistoryRecorder {
  readonly #nBatches: number;
  readonly #nReplicates: number | null;
  readonly #width: number;
  readonly #loss: Map<string, Float32Array>;
  readonly #lossValidation: Map<string, Float32Array>;
  readonly #learningRate: Float32Array;

  /**
   * @param terms - names of the terms of the loss.
   * @param nReplicates - null for one model.
   */
  constructor(nBatches: number, terms: readonly string[], nReplicates: number | null) {
    this.#nBatches = nBatches;
    this.#nReplicates = nReplicates;
    this.#width = nReplicates ?? 1;
    const table = (): Float32Array => new Float32Array(nBatches * this.#width);
    this.#loss = new Map(terms.map((name) => [name, table()]));
    this.#lossValidation = new Map(terms.map((name) => [name, table()]));
    this.#learningRate = table();
  }

  /** Writes down the losses of a batch and the learning rate of its update. */
  addBatch(batch: number, losses: TermValues, learningRate: ArrayLike<number>): void {
    this.#write(this.#loss, batch, losses);
    this.#learningRate.set(learningRate, batch * this.#width);
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
    copy(this.#learningRate, history.learningRate);
  }

  /** Leaves a batch without validation. */
  removeValidation(batch: number): void {
    for (const table of this.#lossValidation.values()) table.fill(0, batch * this.#width, (batch + 1) * this.#width);
  }

  /** The history of the first batches, or of all. */
  history(nBatches = this.#nBatches): TaskTrainerHistory {
    const shape = this.#nReplicates === null ? [nBatches] : [nBatches, this.#nReplicates];
    const tableArray = (table: Float32Array): NDArray =>
      array(table.subarray(0, nBatches * this.#width)).reshape(shape);
    const terms = (tables: ReadonlyMap<string, Float32Array>): LossDict =>
      new LossDict({ terms: Object.fromEntries([...tables].map(([name, table]) => [name, tableArray(table)])) });
    return new TaskTrainerHistory({
      loss: terms(this.#loss),
      lossValidation: terms(this.#lossValidation),
      learningRate: tableArray(this.#learningRate),
    });
  }

  #write(tables: ReadonlyMap<string, Float32Array>, batch: number, losses: TermValues): void {
    for (const [name, values] of Object.entries(losses)) tables.get(name)!.set(values, batch * this.#width);
  }
}

/** The values of each term, one for each replicate. */
export type TermValues = Readonly<Record<string, ArrayLike<number>>>;
