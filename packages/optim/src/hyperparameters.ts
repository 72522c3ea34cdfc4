import { minimum, type DType, type NDArray } from "@proj/array";
import { isNDArray, numberOption, wrongOption, type OptionReader } from "@proj/array/core";
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

/** The dtype in which what belongs to an array of floats is computed: halves have too few digits for a rate or a count. */
export const computingDType = (dtype: DType): "float32" | "float64" => (dtype === "float64" ? "float64" : "float32");

/** Something that is computed once for each dtype in which it is needed. */
export function perDType<T>(compute: (dtype: "float32" | "float64") => T): (update: NDArray) => T {
  const known = new Map<DType, T>();
  return ({ dtype }) => {
    const computing = computingDType(dtype);
    const value = known.has(computing) ? known.get(computing)! : compute(computing);
    known.set(computing, value);
    return value;
  };
}

/** The largest count of steps, at which it stays. */
const lastCount = 2 ** 31 - 1;

/** The number of steps after one more; it stays at the largest int32, as in Optax. */
export function increment(count: NDArray): NDArray {
  return minimum(count, lastCount - 1).add(1);
}

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
