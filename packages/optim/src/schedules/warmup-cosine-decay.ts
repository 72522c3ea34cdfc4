import { where } from "@proj/array";
import {
  isRecord,
  listOption,
  numberOption,
  readArgument,
  readNeededOptions,
  wrongOption,
  type OptionReaders,
} from "@proj/array/core";
import { over, scalars, type Scalar } from "../hyperparameters.ts";
import type { Schedule } from "../transformation.ts";
import { cosineDecay } from "./cosine-decay.ts";
import { joinSchedules } from "./join.ts";
import { linearSchedule } from "./polynomial.ts";
import { noSteps, readSchedule } from "./read.ts";

/** What {@link warmupCosineDecaySchedule} goes through. */
export interface WarmupCosineOptions {
  readonly initValue: Scalar;
  readonly peakValue: Scalar;
  readonly warmupSteps: number;
  /** The length of the whole schedule, the warm-up included. */
  readonly decaySteps: number;
  /** The last value; default 0. */
  readonly endValue?: Scalar;
  /** The exponent of the cosine; default 1. */
  readonly exponent?: Scalar;
}

const readers: OptionReaders<WarmupCosineOptions> = {
  ...scalars("initValue", "peakValue", "endValue", "exponent"),
  warmupSteps: numberOption,
  decaySteps: numberOption,
};
const names = ["initValue", "peakValue", "warmupSteps", "decaySteps", "endValue", "exponent"] as const;
const needed = names.slice(0, 4);

/**
 * A straight line up to the peak, then a cosine down to the end.
 *
 * @param options - see {@link WarmupCosineOptions}: an object, or by position.
 * @throws UsageError when nothing is left for the cosine after the warm-up.
 * @example
 * ```ts
 * import { warmupCosineDecaySchedule } from "@proj/optim";
 * const schedule = warmupCosineDecaySchedule({ initValue: 0, peakValue: 1, warmupSteps: 10, decaySteps: 110 });
 * [0, 5, 10, 60, 110].map((count) => schedule(count).item()); // ≈ [0, 0.5, 1, 0.5, 0]
 * ```
 */
export function warmupCosineDecaySchedule(options: WarmupCosineOptions): Schedule;
export function warmupCosineDecaySchedule(
  initValue: Scalar,
  peakValue: Scalar,
  warmupSteps: number,
  decaySteps: number,
  endValue?: Scalar,
  exponent?: Scalar,
): Schedule;
export function warmupCosineDecaySchedule(...args: readonly unknown[]): Schedule {
  const operation = "warmupCosineDecaySchedule";
  return warmupCosine(operation, readSchedule(operation, args, names, readers, needed));
}

function warmupCosine(operation: string, options: WarmupCosineOptions): Schedule {
  const { initValue, peakValue, warmupSteps, decaySteps, endValue = 0, exponent = 1 } = options;
  if (!(decaySteps > warmupSteps)) {
    throw noSteps(
      operation,
      `decaySteps: ${decaySteps} and warmupSteps: ${warmupSteps}`,
      "more decaySteps, which count the warm-up as well, than warmupSteps",
    );
  }
  return joinSchedules(
    [
      linearSchedule(initValue, peakValue, warmupSteps),
      cosineDecay({
        initValue: peakValue,
        decaySteps: decaySteps - warmupSteps,
        alpha: ratio(endValue, peakValue),
        exponent,
      }),
    ],
    [warmupSteps],
  );
}

/** end / peak, and 0 for a peak of 0. */
function ratio(end: Scalar, peak: Scalar): Scalar {
  if (typeof peak === "number") return peak === 0 ? 0 : over(end, peak);
  return where(peak.eq(0), 0, over(end, where(peak.eq(0), 1, peak)));
}

/**
 * Cosines with warm restarts: one {@link warmupCosineDecaySchedule} after the other (Loshchilov & Hutter 2017).
 *
 * @param cosineOptions - the options of each.
 * @example
 * ```ts
 * import { sgdrSchedule } from "@proj/optim";
 * const cycle = { initValue: 0, peakValue: 1, warmupSteps: 1, decaySteps: 3 };
 * const schedule = sgdrSchedule([cycle, { ...cycle, peakValue: 0.5 }]);
 * [0, 1, 2, 3, 4].map((count) => schedule(count).item()); // ≈ [0, 1, 0.5, 0, 0.5]
 * ```
 */
export function sgdrSchedule(cosineOptions: readonly WarmupCosineOptions[]): Schedule {
  const operation = "sgdrSchedule";
  const cycles = readArgument(
    operation,
    "cosineOptions",
    cosineOptions,
    listOption((value, place): WarmupCosineOptions => {
      if (!isRecord(value)) throw wrongOption(place, value, "options of warmupCosineDecaySchedule");
      return readNeededOptions(operation, value as WarmupCosineOptions, readers, needed);
    }),
  );
  let step = 0;
  const ends = cycles.map(({ decaySteps }) => (step += decaySteps));
  if (cycles.length === 0) throw noSteps(operation, "no cycles", "at least one cycle");
  return joinSchedules(
    cycles.map((cycle) => warmupCosine(operation, cycle)),
    ends.slice(0, -1),
  );
}
