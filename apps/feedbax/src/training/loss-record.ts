import { cpu, remainder, stack, zeros, type NDArray } from "@proj/array";
import { dynamicUpdateSlice } from "@proj/array/lax";
import type { LossDict } from "../losses/loss-dict.ts";
import type { HistoryRecorder, TermValues } from "./history.ts";
import { lossReport, type LossReport } from "./loss-report.ts";

/*
 * The losses of the last batches, kept where the model is trained: reading them batch by batch would have the host wait for
 * the device each time. A table with a row for each batch, written round and round, and a column for each term of the loss,
 * for the learning rate and for each norm of a gradient: [batches, columns], or [batches, columns, replicates].
 */

/** How the losses of batches are kept. */
export interface LossTable {
  /** Batches that are kept: the last ones. */
  readonly rows: number;
  /** Names of the terms of the loss, in the order of the columns. */
  readonly terms: readonly string[];
  /** Names of the norms of gradients, in the order of the columns; null for none. */
  readonly norms: readonly string[] | null;
  /** Null for one model. */
  readonly nReplicates: number | null;
}

const columnsOf = ({ terms, norms }: LossTable): number => terms.length + 1 + (norms ?? []).length;

/** A table in which nothing is written. */
export function emptyRecord(table: LossTable): NDArray {
  return zeros([table.rows, columnsOf(table), ...(table.nReplicates === null ? [] : [table.nReplicates])]);
}

/** What is recorded of a batch. */
export interface Recorded {
  readonly losses: LossDict;
  /** Null if it is not known, which is recorded as 0. */
  readonly learningRate: NDArray | null;
  /** By name; those that are missing are 0. */
  readonly gradientNorms: Readonly<Record<string, NDArray>>;
}

/**
 * The table with what happened in one more batch; part of the training step.
 *
 * @param batch - int32 scalar.
 */
export function writeRecord(
  { rows, terms, norms }: LossTable,
  record: NDArray,
  { losses, learningRate, gradientNorms }: Recorded,
  batch: NDArray,
): NDArray {
  const columns = terms.map((name) => losses.terms[name]!.astype("float32"));
  const known = (value: NDArray | null | undefined): NDArray => value?.astype("float32") ?? zeros(columns[0]!.shape);
  const row = stack([...columns, known(learningRate), ...(norms ?? []).map((name) => known(gradientNorms[name]))]);
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
      const { terms, learningRate, norms } = this.#rowOf(values, this.#next);
      this.#recorder.addBatch(this.#next, terms, learningRate, norms);
      report = lossReport(terms);
      this.#next++;
    }
    return report;
  }

  #rowOf(
    values: Float32Array,
    batch: number,
  ): { readonly terms: TermValues; readonly learningRate: Float32Array; readonly norms: TermValues } {
    const { rows, terms, norms, nReplicates } = this.#table;
    const width = nReplicates ?? 1;
    const begin = (batch % rows) * columnsOf(this.#table) * width;
    const column = (index: number): Float32Array => values.subarray(begin + index * width, begin + (index + 1) * width);
    return {
      terms: Object.fromEntries(terms.map((name, index) => [name, column(index)])),
      learningRate: column(terms.length),
      norms: Object.fromEntries((norms ?? []).map((name, index) => [name, column(terms.length + 1 + index)])),
    };
  }
}
