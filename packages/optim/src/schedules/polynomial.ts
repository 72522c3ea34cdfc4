import { clip, convert } from "@proj/array";
import type { Schedule } from "../transformation.ts";

/** What {@link polynomialSchedule} goes through. */
export interface PolynomialScheduleOptions {
  readonly initValue: number;
  readonly endValue: number;
  /** The exponent; 1 is a straight line. */
  readonly power: number;
  /** Steps from the first value to the last. */
  readonly transitionSteps: number;
  /** Steps before the transition begins; default 0. */
  readonly transitionBegin?: number;
}

/** (init - end) · (1 - clip(count - begin, 0, N) / N)^power + end. */
export function polynomialSchedule({
  initValue,
  endValue,
  power,
  transitionSteps,
  transitionBegin = 0,
}: PolynomialScheduleOptions): Schedule {
  return (count) => {
    const done = clip(convert(count.sub(transitionBegin), "float32"), 0, transitionSteps).div(transitionSteps);
    return done
      .neg()
      .add(1)
      .pow(power)
      .mul(initValue - endValue)
      .add(endValue);
  };
}

/** A straight line from `initValue` to `endValue` over `transitionSteps` steps, constant before and after. */
export function linearSchedule(options: Omit<PolynomialScheduleOptions, "power">): Schedule {
  return polynomialSchedule({ ...options, power: 1 });
}
