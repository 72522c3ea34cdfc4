import { UsageError } from "@proj/array";
import type { TrainOptions } from "./train-options.ts";

/** Options that are numbers of batches of the run. */
const listed = ["saveModelParameters", "saveTrialSpecs", "checkpointBatches"] as const;

/**
 * Refuses numbers of batches that are none of a run from `idxStart` to `idxEnd`.
 *
 * @throws UsageError that names the option and the number.
 */
export function checkBatchNumbers(
  operation: string,
  options: Pick<TrainOptions<unknown, unknown>, (typeof listed)[number]>,
  idxStart: number,
  idxEnd: number,
): void {
  for (const name of listed) {
    const numbers = options[name];
    const outside = typeof numbers === "object" ? numbers.find((one) => one < idxStart || one >= idxEnd) : undefined;
    if (outside === undefined) continue;
    throw new UsageError({
      operation,
      received: `${name} with the batch ${outside}, in a run of the batches ${idxStart} to ${idxEnd - 1}`,
      expected: "numbers of batches of the run",
      remedy: `choose numbers from ${idxStart} to ${idxEnd - 1} for ${name}; batches are counted from 0`,
    });
  }
}

/** All batches of a run. */
export function runBatches(idxStart: number, idxEnd: number): readonly number[] {
  return Array.from({ length: idxEnd - idxStart }, (_, index) => idxStart + index);
}
