import { UsageError } from "@proj/array";

/**
 * The batches after which a training run is validated and reported: the first, every `logStep`-th from there, and the last.
 * Which they are does not depend on how many batches follow, so that a run may become longer.
 *
 * @param nBatches - batches of the whole run.
 * @param logStep - from one of them to the next; from 1 to `nBatches`.
 * @param idxStart - the first batch. Default 0.
 * @throws UsageError when `logStep` is out of range.
 */
export function logBatches(nBatches: number, logStep: number, idxStart = 0): ReadonlySet<number> {
  if (!Number.isInteger(logStep) || logStep < 1 || logStep > nBatches) {
    throw new UsageError({
      operation: "TaskTrainer.train",
      received: `logStep ${logStep} for ${nBatches} batches`,
      expected: `an integer from 1 to ${nBatches}`,
      remedy: "leave logStep out to log ten times, or choose it smaller",
    });
  }
  const count = Math.ceil(nBatches / logStep);
  const steps = [...Array.from({ length: count }, (_, index) => index * logStep), nBatches - 1];
  return new Set(steps.map((step) => idxStart + step));
}

/** The most batches from one that is logged to the next. */
export function longestGap(logged: ReadonlySet<number>, idxStart = 0): number {
  const ends = [...logged].sort((a, b) => a - b);
  return Math.max(...ends.map((end, index) => end - (ends[index - 1] ?? idxStart - 1)));
}
