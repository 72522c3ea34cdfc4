import { cpu, remainder, stack, zeros, type NDArray } from "@proj/array";
import { dynamicUpdateSlice } from "@proj/array/lax";
import type { LossDict } from "../losses/loss-dict.ts";
import type { HistoryRecorder, TermValues } from "./history.ts";
import { lossReport, type LossReport } from "./loss-report.ts";

/*
 * The losses of the last batches, kept where the model is trained: reading them batch by batch would have the host wait for
 * the device each time. A table with a row for each batch, written round and round, and a column for each term of the loss
 * and for the learning rate: [batches, terms + 1], or [batches, terms + 1, replicates].
 */

/** How the losses of batches are kept. */
export interface LossTable {
  /** Batches that are kept: the last ones. */
  readonly rows: number;
  /** Names of the terms of the loss, in the order of the columns. */
  readonly terms: readonly string[];
  /** Null for one model. */
  readonly nReplicates: number | null;
}

/** A table in which nothing is written. */
export function emptyRecord({ rows, terms, nReplicates }: LossTable): NDArray {
  return zeros([rows, terms.length + 1, ...(nReplicates === null ? [] : [nReplicates])]);
}

/**
 * The table with what happened in one more batch; part of the training step.
 *
 * @param learningRate - null if it is not known, which is recorded as 0.
 * @param batch - int32 scalar.
 */
export function writeRecord(
  { rows, terms }: LossTable,
  record: NDArray,
  losses: LossDict,
  learningRate: NDArray | null,
  batch: NDArray,
): NDArray {
  const columns = terms.map((name) => losses.terms[name]!.astype("float32"));
  const rate = learningRate === null ? zeros(columns[0]!.shape) : learningRate.astype("float32");
  const row = stack([...columns, rate]);
  return dynamicUpdateSlice(record, row.reshape([1, ...row.shape]), [
    remainder(batch, rows),
    ...row.shape.map(() => 0),
  ]);
}

/** Reads what steps have written into tables, and writes it into the history. */
export class LossRecordReader {
  readonly #table: LossTable;
  readonly #recorder: HistoryRecorder;
  #next: number;

  /** @param begin - the first batch that is not in the history yet. */
  constructor(table: LossTable, recorder: HistoryRecorder, begin: number) {
    this.#table = table;
    this.#recorder = recorder;
    this.#next = begin;
  }

  /** The loss of a batch if it can be read without waiting, else null. */
  lossAtOnce(record: NDArray, batch: number): LossReport | null {
    return record.device === cpu ? lossReport(this.#rowOf(record.dataSync() as Float32Array, batch).terms) : null;
  }

  /**
   * Writes the batches before `end` that are not in the history yet into it, up to the first whose loss is not a number.
   *
   * @returns the loss of the last batch that was written; null if there was none.
   */
  async readUpTo(record: NDArray, end: number): Promise<LossReport | null> {
    if (this.#next === end) return null;
    const values = (await record.data()) as Float32Array;
    let report: LossReport | null = null;
    while (this.#next < end && !Number.isNaN(report?.total)) {
      const { terms, learningRate } = this.#rowOf(values, this.#next);
      this.#recorder.addBatch(this.#next, terms, learningRate);
      report = lossReport(terms);
      this.#next++;
    }
    return report;
  }

  #rowOf(values: Float32Array, batch: number): { readonly terms: TermValues; readonly learningRate: Float32Array } {
    const { rows, terms, nReplicates } = this.#table;
    const width = nReplicates ?? 1;
    const begin = (batch % rows) * (terms.length + 1) * width;
    const column = (index: number): Float32Array => values.subarray(begin + index * width, begin + (index + 1) * width);
    return {
      terms: Object.fromEntries(terms.map((name, index) => [name, column(index)])),
      learningRate: column(terms.length),
    };
  }
}
