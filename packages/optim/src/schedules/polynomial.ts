import { clip } from "@proj/array";
import { convert, readNeededOptions, type OptionReaders } from "@proj/array/core";
import { numbers } from "../hyperparameters.ts";
import type { Schedule } from "../transformation.ts";
import { constantSchedule } from "./constant.ts";

/** What {@link polynomialSchedule} goes through. */
export interface PolynomialScheduleOptions {
  readonly initValue: number;
  readonly endValue: number;
  /** The exponent; 1 is a straight line. */
  readonly power: number;
  /** Steps from the first value to the last; without steps the first value stays. */
  readonly transitionSteps: number;
  /** Steps before the transition begins; default 0, which also stands for what is below. */
  readonly transitionBegin?: number;
}

const readers: OptionReaders<PolynomialScheduleOptions> = numbers(
  "initValue",
  "endValue",
  "power",
  "transitionSteps",
  "transitionBegin",
);

/**
 * (init - end) · (1 - clip(count - begin, 0, N) / N)^power + end.
 *
 * @param options - `initValue`, `endValue`, `power`, `transitionSteps` (N), `transitionBegin` (default 0).
 * @example
 * ```ts
 * import { scalar } from "@proj/array/core";
 * import { polynomialSchedule } from "@proj/optim";
 * const schedule = polynomialSchedule({ initValue: 1, endValue: 0, power: 2, transitionSteps: 4 });
 * [0, 2, 4, 9].map((count) => schedule(scalar(count, "int32")).item()); // → [1, 0.25, 0, 0]
 * ```
 */
export function polynomialSchedule(options: PolynomialScheduleOptions): Schedule {
  const {
    initValue,
    endValue,
    power,
    transitionSteps,
    transitionBegin = 0,
  } = readNeededOptions("polynomialSchedule", options, readers, ["initValue", "endValue", "power", "transitionSteps"]);
  if (transitionSteps <= 0) return constantSchedule(initValue);
  const begin = Math.max(0, transitionBegin);
  return (count, dtype = "float32") => {
    const done = clip(convert(count, dtype).sub(begin), 0, transitionSteps).div(transitionSteps);
    return done
      .neg()
      .add(1)
      .pow(power)
      .mul(initValue - endValue)
      .add(endValue);
  };
}

/** What {@link linearSchedule} goes through. */
export type LinearScheduleOptions = Omit<PolynomialScheduleOptions, "power">;

const lineReaders: OptionReaders<LinearScheduleOptions> = numbers(
  "initValue",
  "endValue",
  "transitionSteps",
  "transitionBegin",
);

/**
 * A straight line from `initValue` to `endValue` over `transitionSteps` steps, constant before and after.
 *
 * @param options - `initValue`, `endValue`, `transitionSteps`, `transitionBegin` (default 0).
 * @example
 * ```ts
 * import { scalar } from "@proj/array/core";
 * import { linearSchedule } from "@proj/optim";
 * const schedule = linearSchedule({ initValue: 1, endValue: 0, transitionSteps: 4 });
 * [0, 1, 4, 9].map((count) => schedule(scalar(count, "int32")).item()); // → [1, 0.75, 0, 0]
 * ```
 */
export function linearSchedule(options: LinearScheduleOptions): Schedule {
  const line = readNeededOptions("linearSchedule", options, lineReaders, ["initValue", "endValue", "transitionSteps"]);
  return polynomialSchedule({ ...line, power: 1 });
}
