import { minimum, type NDArray } from "@proj/array";
import { dtypes, isNDArray, numberOption, wrongOption, type OptionReader } from "@proj/array/core";
import type { GradientTransformation, ScalarOrSchedule, Schedule } from "./transformation.ts";

/*
 * Readers of what optimisers and schedules are made with.
 */

const isScalar = (value: unknown): value is NDArray => isNDArray(value) && value.ndim === 0;

/** Reads a number, or an array without axes. */
export const scalarOption: OptionReader<number | NDArray> = (value, place) => {
  if (typeof value === "number" || isScalar(value)) return value;
  throw wrongOption(place, value, "a number or a scalar array");
};

/** Reads a number, an array without axes, or a schedule. */
export const scalarOrScheduleOption: OptionReader<ScalarOrSchedule> = (value, place) => {
  if (typeof value === "function") return value as Schedule;
  if (typeof value === "number" || isScalar(value)) return value;
  throw wrongOption(place, value, "a number, a scalar array or a schedule");
};

/** Reads a gradient transformation. */
export const transformationOption: OptionReader<GradientTransformation<unknown>> = (value, place) => {
  if (typeof value === "object" && value !== null && "init" in value && "update" in value)
    return value as GradientTransformation<unknown>;
  throw wrongOption(place, value, "a gradient transformation, as sgd(0.1) or scale(2) gives it");
};

/** A table of readers that all take a number. */
export function numbers<Name extends string>(
  ...names: readonly Name[]
): { readonly [N in Name]: OptionReader<number> } {
  return Object.fromEntries(names.map((name) => [name, numberOption])) as {
    readonly [N in Name]: OptionReader<number>;
  };
}

const last = dtypes.int32.max;

/** The number of steps after one more; it stays at the largest int32, where adding would begin again below zero. */
export function nextCount(count: NDArray): NDArray {
  return minimum(count, last - 1).add(1);
}
