import { clip } from "@proj/array";
import { convert, numberOption, toArray, type OptionReaders } from "@proj/array/core";
import { beside } from "../arrays.ts";
import { minus, plus, scalars, type Scalar } from "../hyperparameters.ts";
import type { Schedule } from "../transformation.ts";
import { constantSchedule } from "./constant.ts";
import { readSchedule } from "./read.ts";

/** What {@link polynomialSchedule} goes through. */
export interface PolynomialScheduleOptions {
  readonly initValue: Scalar;
  readonly endValue: Scalar;
  /** The exponent; 1 is a straight line. */
  readonly power: Scalar;
  /** Steps from the first value to the last; without steps the first value stays. */
  readonly transitionSteps: number;
  /** Steps before the transition begins; default 0, which also stands for what is below. */
  readonly transitionBegin?: number;
}

const readers: OptionReaders<PolynomialScheduleOptions> = {
  ...scalars("initValue", "endValue", "power"),
  transitionSteps: numberOption,
  transitionBegin: numberOption,
};

/**
 * (init - end) · (1 - clip(count - begin, 0, N) / N)^power + end.
 *
 * @param options - `initValue`, `endValue`, `power`, `transitionSteps` (N), `transitionBegin` (default 0): an object, or by position.
 * @example
 * ```ts
 * import { polynomialSchedule } from "@proj/optim";
 * const schedule = polynomialSchedule({ initValue: 1, endValue: 0, power: 2, transitionSteps: 4 });
 * [0, 2, 4, 9].map((count) => schedule(count).item()); // → [1, 0.25, 0, 0]
 * ```
 */
export function polynomialSchedule(options: PolynomialScheduleOptions): Schedule;
export function polynomialSchedule(
  initValue: Scalar,
  endValue: Scalar,
  power: Scalar,
  transitionSteps: number,
  transitionBegin?: number,
): Schedule;
export function polynomialSchedule(...args: readonly unknown[]): Schedule {
  const names = ["initValue", "endValue", "power", "transitionSteps", "transitionBegin"] as const;
  return polynomial(readSchedule("polynomialSchedule", args, names, readers, names.slice(0, 4)));
}

function polynomial(options: PolynomialScheduleOptions): Schedule {
  const { initValue, endValue, power, transitionSteps, transitionBegin = 0 } = options;
  if (transitionSteps <= 0) return constantSchedule(initValue);
  const begin = Math.max(0, transitionBegin);
  const range = plus(initValue, minus(endValue));
  return (count, dtype = "float32") => {
    const done = clip(convert(toArray(count), dtype).sub(begin), 0, transitionSteps).div(transitionSteps);
    const left = done.neg().add(1);
    return left.pow(beside(power, left)).mul(beside(range, left)).add(beside(endValue, left));
  };
}

/** What {@link linearSchedule} goes through. */
export type LinearScheduleOptions = Omit<PolynomialScheduleOptions, "power">;

const { power: _, ...lineReaders } = readers;

/**
 * A straight line from `initValue` to `endValue` over `transitionSteps` steps, constant before and after.
 *
 * @param options - `initValue`, `endValue`, `transitionSteps`, `transitionBegin` (default 0): an object, or by position.
 * @example
 * ```ts
 * import { linearSchedule } from "@proj/optim";
 * const schedule = linearSchedule(1, 0, 4);
 * [0, 1, 4, 9].map((count) => schedule(count).item()); // → [1, 0.75, 0, 0]
 * ```
 */
export function linearSchedule(options: LinearScheduleOptions): Schedule;
export function linearSchedule(
  initValue: Scalar,
  endValue: Scalar,
  transitionSteps: number,
  transitionBegin?: number,
): Schedule;
export function linearSchedule(...args: readonly unknown[]): Schedule {
  const names = ["initValue", "endValue", "transitionSteps", "transitionBegin"] as const;
  const line = readSchedule<LinearScheduleOptions>("linearSchedule", args, names, lineReaders, names.slice(0, 3));
  return polynomial({ ...line, power: 1 });
}
