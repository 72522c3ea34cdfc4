import type { NDArray } from "@proj/array";
import {
  isNDArray,
  isRecord,
  numberOption,
  readArgument,
  readOptions,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
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

/** The options of a schedule, of which some cannot be left out. */
export function readAll<Options extends object>(
  operation: string,
  options: Options,
  readers: OptionReaders<Options>,
  needed: readonly (keyof Options & string)[],
): Options {
  const read = readOptions(operation, readArgument(operation, "options", options, recordOption), readers) as Options;
  for (const name of needed)
    if (read[name] === undefined) throw wrongOption({ operation, name }, undefined, "a number");
  return read;
}

const recordOption: OptionReader<never> = (value, place) => {
  if (isRecord(value)) return value as never;
  throw wrongOption(place, value, "an object of options");
};

/** A table of readers that all take a number. */
export function numbers<Name extends string>(
  ...names: readonly Name[]
): { readonly [N in Name]: OptionReader<number> } {
  return Object.fromEntries(names.map((name) => [name, numberOption])) as {
    readonly [N in Name]: OptionReader<number>;
  };
}
