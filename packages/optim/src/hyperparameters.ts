import { minimum, type DType, type NDArray } from "@proj/array";
import {
  convert,
  dtypeOption,
  isNDArray,
  nullableOption,
  scalar,
  toArray,
  wrongOption,
  type OptionReader,
} from "@proj/array/core";
import {
  isTransformation,
  type GradientTransformation,
  type ScalarOrSchedule,
  type ScheduleFunction,
} from "./transformation.ts";

/*
 * Readers of what optimisers and schedules are made with, and arithmetic of it. Between numbers it is JavaScript's own, in double
 * precision: 1 - 0.999 is rounded once, beside the array that it multiplies.
 */

/** A hyperparameter: a number, or a scalar array, which may be traced. */
export type Scalar = number | NDArray;

const isScalar = (value: unknown): value is NDArray => isNDArray(value) && value.ndim === 0;

/** Reads a number, or an array without axes. */
export const scalarOption: OptionReader<Scalar> = (value, place) => {
  if (typeof value === "number" || isScalar(value)) return value;
  throw wrongOption(place, value, "a number or a scalar array");
};

/** Reads a number, an array without axes, or a schedule. */
export const scalarOrScheduleOption: OptionReader<ScalarOrSchedule> = (value, place) => {
  if (typeof value === "function") return value as ScheduleFunction;
  if (typeof value === "number" || isScalar(value)) return value;
  throw wrongOption(place, value, "a number, a scalar array or a schedule");
};

/** Reads a gradient transformation. */
export const transformationOption: OptionReader<GradientTransformation<unknown>> = (value, place) => {
  if (isTransformation(value)) return value;
  throw wrongOption(place, value, "a gradient transformation, as sgd(0.1) or scale(2) gives it");
};

/** Reads a dtype, or null for that of the parameters. */
export const accumulatorOption: OptionReader<DType | null> = nullableOption(dtypeOption);

/** A table of readers that all take the same. */
function table<Name extends string, T>(
  names: readonly Name[],
  reader: OptionReader<T>,
): { readonly [N in Name]: OptionReader<T> } {
  return Object.fromEntries(names.map((name) => [name, reader])) as { readonly [N in Name]: OptionReader<T> };
}

/** A table of readers that all take a number or a scalar array. */
export const scalars = <Name extends string>(
  ...names: readonly Name[]
): { readonly [N in Name]: OptionReader<Scalar> } => table(names, scalarOption);

/** A table of readers that all take a number, a scalar array or a schedule. */
export const schedulables = <Name extends string>(
  ...names: readonly Name[]
): { readonly [N in Name]: OptionReader<ScalarOrSchedule> } => table(names, scalarOrScheduleOption);

/** a + b. */
export function plus(a: Scalar, b: Scalar): Scalar {
  if (typeof a === "number") return typeof b === "number" ? a + b : b.add(a);
  return a.add(b);
}

/** a · b. */
export function times(a: Scalar, b: Scalar): Scalar {
  if (typeof a === "number") return typeof b === "number" ? a * b : b.mul(a);
  return a.mul(b);
}

/** -a. */
export const minus = (a: Scalar): Scalar => (typeof a === "number" ? -a : a.neg());

/** 1 - a. */
export const oneMinus = (a: Scalar): Scalar => (typeof a === "number" ? 1 - a : a.neg().add(1));

/** a / b. */
export function over(a: Scalar, b: Scalar): Scalar {
  if (typeof b === "number") return typeof a === "number" ? a / b : a.div(b);
  return typeof a === "number" ? b.pow(-1).mul(a) : a.div(b);
}

/** a to a power that is known. */
export const power = (a: Scalar, exponent: number): Scalar => (typeof a === "number" ? a ** exponent : a.pow(exponent));

/** A scalar as an array of a dtype. */
export const inDType = (value: Scalar, dtype: DType): NDArray =>
  typeof value === "number" ? scalar(value, dtype) : convert(value, dtype);

/** Whether a scalar is known to be a certain number, so that what it multiplies can be left out. */
export const isNumber = (value: ScalarOrSchedule, number: number): boolean => value === number;

/** The dtype in which what belongs to an array of floats is computed: halves have too few digits for a rate or a count. */
export const computingDType = (dtype: DType): "float32" | "float64" =>
  dtype === "float64" || dtype === "complex128" ? "float64" : "float32";

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

/** What a schedule says at a step, or the constant. */
export const atStep = (value: ScalarOrSchedule, count: NDArray, dtype?: "float32" | "float64"): Scalar =>
  typeof value === "function" ? toArray(value(count, dtype)) : value;

/** What a schedule says at a step, for arrays of any dtype: asked once for each in which it is computed. */
export const stepwise = (value: ScalarOrSchedule, count: NDArray): ((like: NDArray) => Scalar) =>
  typeof value === "function" ? perDType((dtype) => atStep(value, count, dtype)) : () => value;

/** The largest count of steps, at which it stays. */
const lastCount = 2 ** 31 - 1;

/** The number of steps after one more; it stays at the largest int32, as in Optax. */
export function increment(count: NDArray): NDArray {
  return minimum(count, lastCount - 1).add(1);
}

/** The number of steps before the first one. */
export const noSteps = (): NDArray => scalar(0, "int32");

/**
 * Reads a number that has to be in a range.
 *
 * @param expected - the range in words.
 */
export function numberWhere(isRight: (value: number) => boolean, expected: string): OptionReader<number> {
  return (value, place) => {
    if (typeof value === "number" && isRight(value)) return value;
    throw wrongOption(place, value, expected);
  };
}
