import type { TypedArray } from "@proj/array";
import type { LossDict } from "../losses/loss-dict.ts";
import type { TermValues } from "./history.ts";

/** A loss as numbers, for people and histories. */
export interface LossReport {
  /** The terms; of an ensemble, means over the replicates. */
  readonly terms: Readonly<Record<string, number>>;
  /** Their sum. */
  readonly total: number;
  /** The terms of each replicate. */
  readonly replicates: TermValues;
}

/** Reads a loss, once it is computed. */
export async function readLoss(losses: LossDict): Promise<LossReport> {
  const entries = await Promise.all(
    Object.entries(losses.terms).map(async ([name, term]) => [name, await term.data()] as const),
  );
  const terms = Object.fromEntries(entries.map(([name, values]) => [name, meanOf(values)]));
  return {
    terms,
    total: Object.values(terms).reduce((sum, term) => sum + term, 0),
    replicates: Object.fromEntries(entries),
  };
}

function meanOf(values: TypedArray): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
