import { UsageError } from "@proj/array";
import { listOption, numberOption, readArgument } from "@proj/array/core";
import type { StepSizeController } from "./step-size-controller.ts";

/**
 * Steps that end at given times, for instance where a force jumps.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, Heun, ODETerm, StepTo } from "@proj/ode";
 * const decay = new ODETerm((_t, y: NDArray) => y.neg());
 * const stepsizeController = new StepTo([0, 0.1, 0.3, 1]);
 * const { stats } = diffeqsolve(decay, new Heun(), { t0: 0, t1: 1, dt0: null, y0: array([1]), stepsizeController });
 * stats.numSteps; // → 3
 * ```
 */
export class StepTo implements StepSizeController {
  readonly ts: readonly number[];

  /** @param ts - strictly monotone, from t0 to t1. */
  constructor(ts: readonly number[]) {
    this.ts = Object.freeze(readArgument("StepTo", "ts", ts, listOption(numberOption)));
  }

  /**
   * @param t0 - the first of the times.
   * @param t1 - the last of them.
   * @param dt0 - must be null: the times say it all.
   * @returns the times.
   * @throws UsageError when they do not lead strictly from t0 to t1, or when there is a dt0.
   */
  times(t0: number, t1: number, dt0: number | null): readonly number[] {
    const direction = Math.sign(t1 - t0);
    const monotone = this.ts.every((t, index) => index === 0 || Math.sign(t - this.ts[index - 1]!) === direction);
    if (dt0 === null && this.ts.length >= 2 && this.ts[0] === t0 && this.ts.at(-1) === t1 && monotone) return this.ts;
    throw new UsageError({
      operation: "StepTo",
      received: `times [${this.ts.join(", ")}] for t0 = ${t0}, t1 = ${t1}, dt0 = ${String(dt0)}`,
      expected: "at least two strictly monotone times from t0 to t1, and dt0 = null",
      remedy: "begin the times with t0, end them with t1, and leave dt0 out",
    });
  }
}
