import type { NDArray } from "@proj/array";
import { convert, functionOption, readArgument, scalar } from "@proj/array/core";
import { mapArrays } from "../arrays.ts";
import { increment, perDType, scalarOption, scalarOrScheduleOption } from "../hyperparameters.ts";
import {
  stateless,
  type EmptyState,
  type GradientTransformation,
  type ScalarOrSchedule,
  type Schedule,
} from "../transformation.ts";

/** The number of steps taken, an int32 scalar. */
export interface CountState {
  readonly count: NDArray;
}

/** A scalar in the dtype of the array it is to multiply. */
const like = (factor: number | NDArray, update: NDArray): number | NDArray =>
  typeof factor === "number" ? factor : convert(factor, update.dtype);

/**
 * Multiplies every gradient by a factor.
 *
 * @param factor - a number, or a scalar array.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scale } from "@proj/optim";
 * const { init, update } = scale(0.5);
 * update({ w: array([2, 4]), frozen: null }, init({}))[0].w.toList(); // → [1, 2]
 * ```
 */
export function scale(factor: number | NDArray): GradientTransformation<EmptyState> {
  const by = readArgument("scale", "factor", factor, scalarOption);
  return stateless((updates) => mapArrays("scale", (update) => update.mul(like(by, update)), updates));
}

/**
 * Multiplies every gradient by a function of the number of steps taken so far, which counts from 0.
 *
 * @param schedule - the factor at each step.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { linearSchedule, scaleBySchedule } from "@proj/optim";
 * const { init, update } = scaleBySchedule(linearSchedule({ initValue: 1, endValue: 0, transitionSteps: 2 }));
 * const [first, state] = update(array([4]), init(null));
 * first.toList(); // → [4]
 * update(array([4]), state)[0].toList(); // → [2]
 * ```
 */
export function scaleBySchedule(schedule: Schedule): GradientTransformation<CountState> {
  readArgument("scaleBySchedule", "schedule", schedule, functionOption());
  return {
    init: () => ({ count: scalar(0, "int32") }),
    update(updates, { count }) {
      const factor = perDType((dtype) => schedule(count, dtype));
      return [
        mapArrays("scaleBySchedule", (update) => update.mul(like(factor(update), update)), updates),
        { count: increment(count) },
      ];
    },
  };
}

/**
 * Multiplies by the negative learning rate, so that adding the updates descends.
 *
 * @param learningRate - a number, a scalar array or a schedule.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByLearningRate } from "@proj/optim";
 * const { init, update } = scaleByLearningRate(0.5);
 * update(array([2]), init(null))[0].toList(); // → [-1]
 * ```
 */
export function scaleByLearningRate(learningRate: ScalarOrSchedule): GradientTransformation<EmptyState | CountState> {
  readArgument("scaleByLearningRate", "learningRate", learningRate, scalarOrScheduleOption);
  if (typeof learningRate === "function")
    return scaleBySchedule((count, dtype) => learningRate(count, dtype).neg()) as GradientTransformation<
      EmptyState | CountState
    >;
  return scale(typeof learningRate === "number" ? -learningRate : learningRate.neg()) as GradientTransformation<
    EmptyState | CountState
  >;
}
