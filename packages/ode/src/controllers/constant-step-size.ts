import { isfinite, nextafter, UsageError, where, type NDArray } from "@proj/array";
import { scalar } from "@proj/array/core";
import { ceil } from "@proj/array/lax";
import { AbstractStepSizeController, type Attempt, type Start, type Verdict } from "./step-size-controller.ts";

interface Progress {
  /** How many steps are done when the one that was planned last is done. */
  readonly steps: NDArray;
  /** How many there will be; -1 without end. */
  readonly of: NDArray;
  readonly t0: NDArray;
  /** The end; the length of a step if there is none. */
  readonly end: NDArray;
}

/**
 * Steps of equal size. Their number n is (t1 - t0) / dt0, rounded up; the first ends at t0 + dt0, step i at
 * t0 + (t1 - t0) · i / n and the last exactly at t1, so that no short step is left over. Without an end (`t1` infinite), steps
 * are of length dt0.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { ConstantStepSize, diffeqsolve, Heun, ODETerm } from "@proj/ode";
 * const decay = new ODETerm((_t, y: NDArray) => y.neg());
 * const stepsizeController = new ConstantStepSize();
 * const options = { t0: 0, t1: 1, dt0: 0.3, y0: array([1]), stepsizeController, maxSteps: 4 };
 * diffeqsolve(decay, new Heun(), { ...options, saveat: { steps: true } }).ts.toList(); // ≈ [0.3, 0.5, 0.75, 1]
 * ```
 */
export class ConstantStepSize extends AbstractStepSizeController<false, Progress> {
  get needsErrorEstimate(): false {
    return false;
  }

  /** @throws UsageError without dt0. */
  init({ t0, t1, dt0 }: Start): { readonly t1: NDArray; readonly state: Progress } {
    if (dt0 === null) throw noStep();
    const ends = isfinite(t1);
    // The next number after dt0 allows for the rounding of dt0 itself.
    const count = ceil(t1.sub(t0).div(nextafter(dt0, Infinity))).astype("int32");
    const of = where(ends, count, scalar(-1, "int32"));
    return { t1: t0.add(dt0), state: { steps: scalar(1, "int32"), of, t0, end: where(ends, t1, dt0) } };
  }

  adapt({ t1 }: Attempt, { steps, of, t0, end }: Progress): Verdict<Progress> {
    const done = steps.add(1);
    const share = done.astype(t1.dtype).div(of.astype(t1.dtype));
    const planned = where(done.eq(of), end, t0.add(end.sub(t0).mul(share)));
    const next = where(of.ge(0), planned, t1.add(end));
    return { keep: true, t0: t1, t1: next, madeJump: false, state: { steps: done, of, t0, end }, result: null };
  }
}

function noStep(): UsageError {
  return new UsageError({
    operation: "ConstantStepSize",
    received: "no dt0",
    expected: "the size of the steps",
    remedy: "pass dt0 to diffeqsolve",
  });
}
