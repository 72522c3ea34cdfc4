import {
  any,
  full,
  logicalAnd,
  logicalOr,
  maximum,
  minimum,
  nextafter,
  searchsorted,
  sort,
  where,
  type NDArray,
} from "@proj/array";
import {
  integerOption,
  isNDArray,
  listOption,
  nullableOption,
  numberOption,
  objectOption,
  readArgument,
  readOptions,
  scalar,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import { dynamicIndexInDim, dynamicUpdateIndexInDim } from "@proj/array/lax";
import { RESULTS } from "../result.ts";
import type { Tolerances } from "../root-finders/root-finder.ts";
import { turned, type Direction } from "../terms/wrap-term.ts";
import { timeVector } from "../times.ts";
import {
  AbstractStepSizeController,
  type Attempt,
  type Start,
  type StepSizeController,
  type Verdict,
} from "./step-size-controller.ts";

/** A controller that adapts the steps. */
type AdaptiveController = StepSizeController<true>;

/** Options of {@link ClipStepSizeController}. */
export interface ClipStepSizeControllerOptions {
  /** Times at which steps end: a list of numbers, or a vector; in any order. */
  readonly stepTs?: readonly number[] | NDArray | null;
  /** Times at which the vector field jumps: steps end just before them, and the next begin just behind. */
  readonly jumpTs?: readonly number[] | NDArray | null;
  /** If not null, the ends of so many rejected steps in a row are kept, and later steps end there. Default null. */
  readonly storeRejectedSteps?: number | null;
}

const timeList = listOption(numberOption);
const timesOption: OptionReader<readonly number[] | NDArray> = (value, place) => {
  if (!isNDArray(value)) return Object.freeze(timeList(value, place));
  if (value.ndim === 1) return value;
  throw wrongOption(place, value, "a list of numbers, or a vector");
};
const readers: OptionReaders<ClipStepSizeControllerOptions> = {
  stepTs: nullableOption(timesOption),
  jumpTs: nullableOption(timesOption),
  storeRejectedSteps: nullableOption(integerOption(1)),
};
const anyController = objectOption<StepSizeController>(
  "a controller that adapts, such as new PIDController(…)",
  "init",
  "adapt",
);
const controllerOption: OptionReader<AdaptiveController> = (value, place) => {
  const controller = anyController(value, place);
  if (controller.needsErrorEstimate) return controller as AdaptiveController;
  throw wrongOption(place, value, "a controller that adapts the steps, such as new PIDController(…)");
};

/** The ends of rejected steps that are still to be met, the next one at `place`. */
interface Rejected {
  readonly place: NDArray;
  readonly ts: NDArray;
}

/** What the controller carries. */
export interface ClipState {
  readonly inner: unknown;
  readonly rejected: Rejected | null;
}

/**
 * Shortens the steps of another controller, so that they end at given times, or at jumps of the vector field, or where steps were
 * rejected before.
 *
 * @example
 * ```ts
 * import { array, where, type NDArray } from "@proj/array";
 * import { ClipStepSizeController, diffeqsolve, ODETerm, PIDController, Tsit5 } from "@proj/ode";
 * const push = new ODETerm((t, y: NDArray) => where(t.lt(0.5), 1, -1).sub(y));
 * const pid = new PIDController({ rtol: 1e-6, atol: 1e-6 });
 * const stepsizeController = new ClipStepSizeController(pid, { jumpTs: [0.5] });
 * const solution = diffeqsolve(push, new Tsit5(), { t0: 0, t1: 1, dt0: 0.1, y0: array([0]), stepsizeController });
 * solution.ys.toList(); // ≈ [[-0.1548]]
 * ```
 */
export class ClipStepSizeController extends AbstractStepSizeController<true, ClipState> {
  readonly controller: AdaptiveController;
  readonly stepTs: readonly number[] | NDArray | null;
  readonly jumpTs: readonly number[] | NDArray | null;
  readonly storeRejectedSteps: number | null;

  /**
   * @param controller - the controller that adapts the steps.
   * @param options - see {@link ClipStepSizeControllerOptions}.
   */
  constructor(controller: AdaptiveController, options: ClipStepSizeControllerOptions = {}) {
    super();
    this.controller = readArgument("ClipStepSizeController", "controller", controller, controllerOption);
    const {
      stepTs = null,
      jumpTs = null,
      storeRejectedSteps = null,
    } = readOptions("ClipStepSizeController", options, readers);
    this.stepTs = stepTs;
    this.jumpTs = jumpTs;
    this.storeRejectedSteps = storeRejectedSteps;
    Object.freeze(this);
  }

  get needsErrorEstimate(): true {
    return true;
  }

  override get makesJumps(): boolean {
    return this.jumpTs !== null || this.controller.makesJumps;
  }

  override get tolerances(): Tolerances | null {
    return this.controller.tolerances;
  }

  override wrap(direction: Direction): StepSizeController<true, ClipState> {
    if (direction === 1) return this;
    const { stepTs, jumpTs, storeRejectedSteps } = this;
    const other = (ts: readonly number[] | NDArray | null): NDArray | null =>
      ts === null ? null : turned(timeVector(ts, "float64"), direction);
    return new ClipStepSizeController(this.controller.wrap(direction), {
      stepTs: other(stepTs),
      jumpTs: other(jumpTs),
      storeRejectedSteps,
    });
  }

  init(start: Start): { readonly t1: NDArray; readonly state: ClipState } {
    const { t0 } = start;
    const { t1, state: inner } = this.controller.init(start);
    const { storeRejectedSteps: size } = this;
    const rejected = size === null ? null : { place: scalar(size, "int32"), ts: full([size], 0, { dtype: t0.dtype }) };
    return { t1: beforeJumps(this, t0, toSteps(this, t0, t1)), state: { inner, rejected } };
  }

  adapt(attempt: Attempt, { inner, rejected }: ClipState): Verdict<ClipState> {
    const verdict = this.controller.adapt(attempt, inner);
    // A step that ends just before a time is taken to end there, so that no step leads from the one to the other.
    const steps = sortedTimes(this.stepTs, verdict.t0);
    const behind = steps === null ? verdict.t0 : behindJump(verdict.t0, meets(verdict.t0, steps));
    let { t0, madeJump, result } = verdict;
    let t1 = toSteps(this, behind, verdict.t1);
    const jumps = sortedTimes(this.jumpTs, t0);
    if (jumps !== null) {
      const met = meets(t0, jumps);
      t0 = behindJump(t0, met);
      // An integration may begin just before a jump; then the next step begins behind the end that was planned.
      t1 = beforeJumps(this, t0, maximum(nextafter(t0, Infinity), t1));
      const jumped = logicalOr(met.at, met.before);
      madeJump = madeJump === false ? jumped : logicalOr(madeJump, jumped);
    }
    if (rejected === null) return { ...verdict, t0, t1, madeJump, result, state: { inner: verdict.state, rejected } };
    const met = meetRejected(rejected, attempt.t1, verdict.keep, result);
    result = met.result;
    t1 = minimum(nextOf(met.rejected), t1);
    return { ...verdict, t0, t1, madeJump, result, state: { inner: verdict.state, rejected: met.rejected } };
  }
}

function sortedTimes(ts: readonly number[] | NDArray | null, like: NDArray): NDArray | null {
  if (ts === null) return null;
  const times = timeVector(ts, like.dtype);
  return times.size === 0 ? null : sort(times);
}

/** A step from t0 to t1, not farther than to the next time at which steps end. */
function toSteps(self: ClipStepSizeController, t0: NDArray, t1: NDArray): NDArray {
  const ts = sortedTimes(self.stepTs, t0);
  return ts === null ? t1 : minimum(nextTime(t0, ts), t1);
}

function beforeJumps(self: ClipStepSizeController, t0: NDArray, t1: NDArray): NDArray {
  const ts = sortedTimes(self.jumpTs, t0);
  return ts === null ? t1 : minimum(nextafter(nextTime(t0, ts), -Infinity), t1);
}

/** The first of sorted times behind t; infinite if there is none. */
function nextTime(t: NDArray, ts: NDArray): NDArray {
  const count = ts.shape[0]!;
  const index = searchsorted(ts, t, { side: "right" }).astype("int32");
  const found = dynamicIndexInDim(ts, minimum(index, count - 1), { keepdims: false });
  return where(index.eq(count), Infinity, found);
}

/** Whether a time is at one of several, and whether it is just before one. */
function meets(t: NDArray, ts: NDArray): { readonly at: NDArray; readonly before: NDArray } {
  return { at: any(t.eq(ts)), before: any(nextafter(t, Infinity).eq(ts)) };
}

/** A time moved behind a jump, if it was there or just before: to the left or to the right of the jump is not known. */
function behindJump(t: NDArray, { at, before }: ReturnType<typeof meets>): NDArray {
  const next = nextafter(t, Infinity);
  return where(at, next, where(before, nextafter(next, Infinity), t));
}

function nextOf({ place, ts }: Rejected): NDArray {
  const count = ts.shape[0]!;
  const found = dynamicIndexInDim(ts, minimum(place, count - 1), { keepdims: false });
  return where(place.ge(count), Infinity, found);
}

/** Strikes out the time where a step ended, and adds it again if the step was rejected. */
function meetRejected(
  rejected: Rejected,
  t1: NDArray,
  keep: NDArray | true,
  result: NDArray | null,
): { readonly rejected: Rejected; readonly result: NDArray } {
  const planned = nextOf(rejected);
  const kept = keep === true ? scalar(true, "bool") : keep;
  const missed = where(t1.gt(planned), RESULTS.internalError, RESULTS.successful);
  const place = rejected.place
    .add(t1.eq(planned).astype("int32"))
    .sub(where(kept, 0, 1))
    .astype("int32");
  const tooMany = where(place.lt(0), RESULTS.maxStepsRejected, RESULTS.successful);
  const at = minimum(maximum(place, 0), rejected.ts.shape[0]! - 1).astype("int32");
  const inside = logicalAnd(place.ge(0), place.lt(rejected.ts.shape[0]!));
  const value = where(logicalOr(kept, inside.eq(false)), dynamicIndexInDim(rejected.ts, at, { keepdims: false }), t1);
  const ts = dynamicUpdateIndexInDim(rejected.ts, value, at);
  const failure = where(missed.eq(0), tooMany, missed);
  return {
    rejected: { place, ts },
    result: (result === null ? failure : where(result.eq(0), failure, result)).astype("int32"),
  };
}
