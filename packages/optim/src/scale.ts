import { convert, scalar, type NDArray } from "@proj/array";
import { mapArrays } from "./arrays.ts";
import {
  stateless,
  type EmptyState,
  type GradientTransformation,
  type ScalarOrSchedule,
  type Schedule,
} from "./transformation.ts";

/** The number of steps taken, an int32 scalar. */
export interface CountState {
  readonly count: NDArray;
}

/** A scalar in the dtype of the array it is to multiply. */
const like = (factor: number | NDArray, update: NDArray): number | NDArray =>
  typeof factor === "number" ? factor : convert(factor, update.dtype);

/** Multiplies every gradient by a factor. */
export function scale(factor: number | NDArray): GradientTransformation<EmptyState> {
  return stateless((updates) => mapArrays((update) => update.mul(like(factor, update)), updates));
}

/**
 * Multiplies every gradient by a function of the number of steps taken so far, which counts from 0.
 */
export function scaleBySchedule(schedule: Schedule): GradientTransformation<CountState> {
  return {
    init: () => ({ count: scalar(0, "int32") }),
    update(updates, { count }) {
      const factor = schedule(count);
      return [mapArrays((update) => update.mul(like(factor, update)), updates), { count: count.add(1) }];
    },
  };
}

/**
 * Multiplies by the negative learning rate, so that adding the updates descends.
 *
 * @param learningRate - a number, a scalar array or a schedule.
 */
export function scaleByLearningRate(learningRate: ScalarOrSchedule): GradientTransformation<EmptyState | CountState> {
  if (typeof learningRate === "function")
    return scaleBySchedule((count) => learningRate(count).neg()) as GradientTransformation<EmptyState | CountState>;
  return scale(typeof learningRate === "number" ? -learningRate : learningRate.neg()) as GradientTransformation<
    EmptyState | CountState
  >;
}
