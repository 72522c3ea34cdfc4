import type { LossDict } from "../losses/loss-dict.ts";
import type { TermValues } from "./history.ts";

/** A loss as numbers, for people and histories. */
export interface LossReport {
  /** The terms; of an ensemble, means over the replicates whose terms are numbers. */
  readonly terms: Readonly<Record<string, number>>;
  /** Their sum. */
  readonly total: number;
  /** The terms of each replicate. */
  readonly replicates: TermValues;
}

/** Reads a loss, once it is computed. */
export async function readLoss(losses: LossDict): Promise<LossReport> {
  const entries = Object.entries(losses.terms).map(async ([name, term]) => [name, await term.data()] as const);
  return lossReport(Object.fromEntries(await Promise.all(entries)));
}

/** A loss as numbers, given the values of its terms. */
export function lossReport(replicates: TermValues): LossReport {
  const terms = Object.fromEntries(Object.entries(replicates).map(([name, values]) => [name, meanOf(values)]));
  return { terms, total: Object.values(terms).reduce((sum, term) => sum + term, 0), replicates };
}

/** The mean of those values that are numbers; NaN if none is. */
export function meanOf(values: ArrayLike<number>): number {
  const numbers = Array.from(values).filter((value) => !Number.isNaN(value));
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}
