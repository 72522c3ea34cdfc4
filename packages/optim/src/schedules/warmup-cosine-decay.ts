import { readNeededOptions, type OptionReaders } from "@proj/array/core";
import { numbers } from "../hyperparameters.ts";
import type { Schedule } from "../transformation.ts";
import { cosineDecaySchedule, noSteps } from "./cosine-decay.ts";
import { joinSchedules } from "./join.ts";
import { linearSchedule } from "./polynomial.ts";

/** What {@link warmupCosineDecaySchedule} goes through. */
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

const readers: OptionReaders<WarmupCosineOptions> = numbers(
  "initValue",
  "peakValue",
  "warmupSteps",
  "decaySteps",
  "endValue",
  "exponent",
);

/**
 * A straight line up to the peak, then a cosine down to the end.
 *
 * @param options - see {@link WarmupCosineOptions}.
 * @throws UsageError when nothing is left for the cosine after the warm-up.
 * @example
 * ```ts
 * import { scalar } from "@proj/array/core";
 * import { warmupCosineDecaySchedule } from "@proj/optim";
 * const schedule = warmupCosineDecaySchedule({ initValue: 0, peakValue: 1, warmupSteps: 10, decaySteps: 110 });
 * [0, 5, 10, 60, 110].map((count) => schedule(scalar(count, "int32")).item()); // ≈ [0, 0.5, 1, 0.5, 0]
 * ```
 */
export function warmupCosineDecaySchedule(options: WarmupCosineOptions): Schedule {
  const {
    initValue,
    peakValue,
    warmupSteps,
    decaySteps,
    endValue = 0,
    exponent = 1,
  } = readNeededOptions("warmupCosineDecaySchedule", options, readers, [
    "initValue",
    "peakValue",
    "warmupSteps",
    "decaySteps",
  ]);
  if (!(decaySteps > warmupSteps)) {
    throw noSteps(
      "warmupCosineDecaySchedule",
      `decaySteps: ${decaySteps} and warmupSteps: ${warmupSteps}`,
      "more decaySteps, which count the warm-up as well, than warmupSteps",
    );
  }
  return joinSchedules(
    [
      linearSchedule({ initValue, endValue: peakValue, transitionSteps: warmupSteps }),
      cosineDecaySchedule({
        initValue: peakValue,
        decaySteps: decaySteps - warmupSteps,
        alpha: peakValue === 0 ? 0 : endValue / peakValue,
        exponent,
      }),
    ],
    [warmupSteps],
  );
}
