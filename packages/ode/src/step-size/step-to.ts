import { UsageError } from "@proj/array";
import type { StepSizeController } from "./controller.ts";

/** Steps that end at given times. */
export class StepTo implements StepSizeController {
  readonly ts: readonly number[];

  /** @param ts - strictly monotone, from t0 to t1. */
  constructor(ts: readonly number[]) {
    this.ts = ts;
  }

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
