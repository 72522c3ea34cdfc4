import { numberOption, type OptionReaders } from "@proj/array/core";
import { scalars, type Scalar } from "../hyperparameters.ts";
import type { Schedule } from "../transformation.ts";
import { decayScheduleReaders, exponentialDecay, type ExponentialDecayOptions } from "./exponential-decay.ts";
import { joinSchedules } from "./join.ts";
import { linearSchedule } from "./polynomial.ts";
import { readSchedule } from "./read.ts";

/** What {@link warmupConstantSchedule} goes through. */
export interface WarmupConstantOptions {
  readonly initValue: Scalar;
  readonly peakValue: Scalar;
  readonly warmupSteps: number;
}

const warmupReaders: OptionReaders<WarmupConstantOptions> = {
  ...scalars("initValue", "peakValue"),
  warmupSteps: numberOption,
};

/**
 * A straight line up to the peak, where it stays.
 *
 * @param options - `initValue`, `peakValue`, `warmupSteps`: an object, or by position.
 * @example
 * ```ts
 * import { warmupConstantSchedule } from "@proj/optim";
 * const schedule = warmupConstantSchedule(0, 1, 4);
 * [0, 2, 4, 9].map((count) => schedule(count).item()); // → [0, 0.5, 1, 1]
 * ```
 */
export function warmupConstantSchedule(options: WarmupConstantOptions): Schedule;
export function warmupConstantSchedule(initValue: Scalar, peakValue: Scalar, warmupSteps: number): Schedule;
export function warmupConstantSchedule(...args: readonly unknown[]): Schedule {
  const names = ["initValue", "peakValue", "warmupSteps"] as const;
  const read = readSchedule<WarmupConstantOptions>("warmupConstantSchedule", args, names, warmupReaders, names);
  return linearSchedule(read.initValue, read.peakValue, read.warmupSteps);
}

/** What {@link warmupExponentialDecaySchedule} goes through. */
export interface WarmupExponentialOptions extends ExponentialDecayOptions {
  readonly peakValue: Scalar;
  readonly warmupSteps: number;
}

const exponentialReaders: OptionReaders<WarmupExponentialOptions> = { ...decayScheduleReaders, ...warmupReaders };

/**
 * A straight line up to the peak, then {@link exponentialDecay}.
 *
 * @param options - `initValue`, `peakValue`, `warmupSteps` and those of {@link exponentialDecay}: an object, or by position.
 * @example
 * ```ts
 * import { warmupExponentialDecaySchedule } from "@proj/optim";
 * const schedule = warmupExponentialDecaySchedule(0, 1, 2, 1, 0.5);
 * [0, 1, 2, 3, 4].map((count) => schedule(count).item()); // ≈ [0, 0.5, 1, 0.5, 0.25]
 * ```
 */
export function warmupExponentialDecaySchedule(options: WarmupExponentialOptions): Schedule;
export function warmupExponentialDecaySchedule(
  initValue: Scalar,
  peakValue: Scalar,
  warmupSteps: number,
  transitionSteps: number,
  decayRate: number,
  transitionBegin?: number,
  staircase?: boolean,
  endValue?: Scalar,
): Schedule;
export function warmupExponentialDecaySchedule(...args: readonly unknown[]): Schedule {
  const operation = "warmupExponentialDecaySchedule";
  const needed = ["initValue", "peakValue", "warmupSteps", "transitionSteps", "decayRate"] as const;
  const names = [...needed, "transitionBegin", "staircase", "endValue"] as const;
  const read = readSchedule<WarmupExponentialOptions>(operation, args, names, exponentialReaders, needed);
  const { initValue, peakValue, warmupSteps, ...decay } = read;
  return joinSchedules(
    [linearSchedule(initValue, peakValue, warmupSteps), exponentialDecay({ ...decay, initValue: peakValue })],
    [warmupSteps],
  );
}
