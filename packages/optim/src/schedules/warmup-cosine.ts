import type { Schedule } from "../transformation.ts";
import { cosineDecay } from "./cosine.ts";
import { joinSchedules } from "./join.ts";
import { linearSchedule } from "./polynomial.ts";

/** What {@link warmupCosineDecay} goes through. */
export interface WarmupCosineOptions {
  readonly initValue: number;
  readonly peakValue: number;
  readonly warmupSteps: number;
  /** The length of the whole schedule, the warm-up included. */
  readonly decaySteps: number;
  /** The last value; default 0. */
  readonly endValue?: number;
  /** The exponent of the cosine; default 1. */
  readonly exponent?: number;
}

/**
 * A straight line up to the peak, then a cosine down to the end.
 *
 * @param options - see {@link WarmupCosineOptions}.
 * @example
 * ```ts
 * import { scalar } from "@proj/array/core";
 * import { warmupCosineDecay } from "@proj/optim";
 * const schedule = warmupCosineDecay({ initValue: 0, peakValue: 1, warmupSteps: 10, decaySteps: 110 });
 * [0, 5, 10, 60, 110].map((count) => schedule(scalar(count, "int32")).item()); // ≈ [0, 0.5, 1, 0.5, 0]
 * ```
 */
export function warmupCosineDecay({
  initValue,
  peakValue,
  warmupSteps,
  decaySteps,
  endValue = 0,
  exponent = 1,
}: WarmupCosineOptions): Schedule {
  return joinSchedules(
    [
      linearSchedule({ initValue, endValue: peakValue, transitionSteps: warmupSteps }),
      cosineDecay({
        initValue: peakValue,
        decaySteps: decaySteps - warmupSteps,
        alpha: peakValue === 0 ? 0 : endValue / peakValue,
        exponent,
      }),
    ],
    [warmupSteps],
  );
}
