import { UsageError } from "@proj/array";
import type { StepSizeController } from "./step-size-controller.ts";

const bytes = new DataView(new ArrayBuffer(8));

/** The next number away from zero. */
function awayFromZero(x: number): number {
  bytes.setFloat64(0, x);
  bytes.setBigInt64(0, bytes.getBigInt64(0) + 1n);
  return bytes.getFloat64(0);
}

/**
 * Steps of equal size. Their number is (t1 - t0) / dt0, rounded up; the first ends at t0 + dt0, step i at
 * t0 + (t1 - t0) · i / n and the last exactly at t1, so that no short step is left over.
 *
 * @example
 * ```ts
 * import { ConstantStepSize } from "@proj/ode";
 * new ConstantStepSize().times(0, 1, 0.3); // → [0, 0.3, 0.5, 0.75, 1]
 * ```
 */
export class ConstantStepSize implements StepSizeController {
  /**
   * @param t0 - where the integration begins.
   * @param t1 - where it ends; may be before t0.
   * @param dt0 - the largest step, with the sign of t1 - t0.
   * @returns the ends of all steps, t0 first and t1 last.
   * @throws UsageError without dt0, or when it leads away from t1.
   */
  times(t0: number, t1: number, dt0: number | null): readonly number[] {
    const operation = "ConstantStepSize";
    if (dt0 === null) {
      throw new UsageError({
        operation,
        received: "no dt0",
        expected: "the size of the steps",
        remedy: "pass dt0 to diffeqsolve",
      });
    }
    if (t0 === t1) return [t0];
    if (!(Math.sign(dt0) === Math.sign(t1 - t0)) || !Number.isFinite(dt0) || !Number.isFinite(t1 - t0)) {
      throw new UsageError({
        operation,
        received: `t0 = ${t0}, t1 = ${t1}, dt0 = ${dt0}`,
        expected: "finite times, and a dt0 that leads from t0 towards t1",
        remedy: t1 < t0 ? "integrating backwards in time needs a negative dt0" : "choose a positive dt0",
      });
    }
    const steps = Math.max(1, Math.ceil((t1 - t0) / awayFromZero(dt0)));
    const times = Array.from({ length: steps + 1 }, (_, index) => t0 + ((t1 - t0) * index) / steps);
    if (steps > 1) times[1] = t0 + dt0;
    times[steps] = t1;
    return times;
  }
}
