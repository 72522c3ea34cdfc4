import { UsageError, type ArrayLike, type NDArray } from "@proj/array";
import { readFields } from "@proj/tree/core";
import type { DenseInterpolation } from "./interpolation/dense.ts";
import { TreeRecord } from "./tree-record.ts";

/** How many steps an integration made. */
export interface Statistics {
  /** int32 scalars; under `vmap` one for each member. */
  readonly numSteps: NDArray;
  readonly numAcceptedSteps: NDArray;
  readonly numRejectedSteps: NDArray;
  readonly maxSteps: number | null;
}

/** What {@link Solution} is made from. */
export interface SolutionFields<Y, Ys> {
  readonly t0: NDArray;
  readonly t1: NDArray;
  readonly ts: unknown;
  readonly ys: Ys;
  readonly stats: Statistics;
  readonly result: NDArray;
  readonly interpolation: DenseInterpolation<Y> | null;
  readonly solverState: unknown;
  readonly controllerState: unknown;
  readonly madeJump: NDArray | boolean | null;
  readonly eventMask: unknown;
}

/**
 * What an integration gives.
 *
 * @typeParam Y - the state.
 * @typeParam Ys - what was saved: states stacked on a new first axis, unless `saveat` says otherwise.
 * @typeParam Ts - the times of what was saved: a vector, or a tree of them.
 */
export class Solution<Y, Ys = Y, Ts = NDArray> extends TreeRecord {
  /** The ends of the interval. */
  readonly t0: NDArray;
  readonly t1: NDArray;
  /** The saved times, a float vector. */
  readonly ts: Ts;
  /** What was saved at these times, stacked on a new first axis. */
  readonly ys: Ys;
  readonly stats: Statistics;
  /** One of the codes of {@link RESULTS}: an int32 scalar, under `vmap` one for each member. */
  readonly result: NDArray;
  /** The solution at all times, if `saveat.dense` asked for it. */
  readonly interpolation: DenseInterpolation<Y> | null;
  /** The last state of the solver, if `saveat.solverState` asked for it. */
  readonly solverState: unknown;
  /** The last state of the controller, if `saveat.controllerState` asked for it. */
  readonly controllerState: unknown;
  /** Whether there was a jump at the end, if `saveat.madeJump` asked for it. */
  readonly madeJump: NDArray | boolean | null;
  /** Which event ended the integration: a tree like the conditions of the event; null without events. */
  readonly eventMask: unknown;

  constructor(fields: SolutionFields<Y, Ys> & { readonly ts: Ts }) {
    super();
    readFields("Solution", fields, "t0", "t1", "ts", "ys", "stats", "result");
    this.t0 = fields.t0;
    this.t1 = fields.t1;
    this.ts = fields.ts;
    this.ys = fields.ys;
    this.stats = fields.stats;
    this.result = fields.result;
    this.interpolation = fields.interpolation;
    this.solverState = fields.solverState;
    this.controllerState = fields.controllerState;
    this.madeJump = fields.madeJump;
    this.eventMask = fields.eventMask;
    Object.freeze(this);
  }

  /**
   * The solution at a time, or its increment between two times.
   *
   * @param t0 - a time between the ends of the interval; NaN is the value outside.
   * @param t1 - if given, the increment from `t0` to it is the result; default null.
   * @param left - at a jump, whether the value is the limit from the left; default true.
   * @returns a tree like y0.
   * @throws UsageError when `saveat.dense` was not asked for.
   */
  evaluate(t0: ArrayLike, t1: ArrayLike | null = null, left = true): Y {
    return denseOf(this, "evaluate").evaluate(t0, t1, left);
  }

  /**
   * The derivative by time of the interpolated solution.
   *
   * @param t - a time between the ends of the interval.
   * @param left - at a jump, whether the value is the limit from the left; default true.
   * @returns a tree like y0.
   * @throws UsageError when `saveat.dense` was not asked for.
   */
  derivative(t: ArrayLike, left = true): Y {
    return denseOf(this, "derivative").derivative(t, left);
  }
}

function denseOf<Y, Ys, Ts>(self: Solution<Y, Ys, Ts>, method: string): DenseInterpolation<Y> {
  if (self.interpolation !== null) return self.interpolation;
  throw new UsageError({
    operation: `Solution.${method}`,
    received: "a solution that was saved at single times",
    expected: "a solution at all times",
    remedy: "pass saveat: { dense: true } to diffeqsolve",
  });
}
