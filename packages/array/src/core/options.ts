import {
  choiceOption,
  isRecord,
  readOptions,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/tree/core";
import type { ArrayLike } from "./operands.ts";
import { isNDArray } from "./types/array-brand.ts";
import { dtypes, type DType } from "./types/dtype.ts";
import type { Shape } from "./types/shape.ts";

/*
 * Readers of the options that functions of arrays share. Wherever NumPy takes an axis, the argument behind the arrays is the
 * axis itself or an object of options: `sum(x, 0)`, `sum(x, { axis: 0, keepdims: true })`.
 */

/** One axis, several, or `null` for all; negative ones count from the end. */
export type Axes = number | readonly number[] | null;

/** The axis alone, or options with the axis among them. */
export type AxisOr<Options extends { readonly axis?: unknown }> = Exclude<Options["axis"], undefined> | Options;

const isInt = (value: unknown): value is number => typeof value === "number" && Number.isInteger(value);

/** Reads one axis. */
export const axisOption: OptionReader<number> = (value, place) => {
  if (isInt(value)) return value;
  throw wrongOption(place, value, "an integer");
};

/** Reads one axis, or `null`, which stands for all elements in one row. */
export const axisOrNullOption: OptionReader<number | null> = (value, place) => {
  if (value === null || isInt(value)) return value;
  throw wrongOption(place, value, "an integer or null");
};

/** Reads one axis, several, or `null` for all. */
export const axesOption: OptionReader<Axes> = (value, place) => {
  if (value === null || isInt(value)) return value;
  if (Array.isArray(value) && value.every(isInt)) return [...value];
  throw wrongOption(place, value, "an integer, a list of integers, or null");
};

/** Reads a dtype by its name. */
export const dtypeOption: OptionReader<DType> = choiceOption(...(Object.keys(dtypes) as DType[]));

/** Reads lengths of axes, of which one may stand alone. */
export const shapeOption: OptionReader<Shape> = (value, place) => {
  if (isInt(value)) return [value];
  if (Array.isArray(value) && value.every(isInt)) return [...value];
  throw wrongOption(place, value, "a list of integers");
};

/** Reads an array, or a number or boolean that stands for one. */
export const arrayOption: OptionReader<ArrayLike> = (value, place) => {
  if (isNDArray(value) || typeof value === "number" || typeof value === "boolean") return value;
  throw wrongOption(place, value, "an array, a number or a boolean");
};

/**
 * Reads an argument that is an axis, or options with the axis among them.
 *
 * @param operation - the function that the user called, for messages.
 * @param argument - what the user gave behind the arrays.
 * @param readers - a reader for each option; the axis alone goes through that of `axis`.
 * @returns the options that were given.
 * @throws UsageError as `readOptions` does, and for an axis that its reader refuses.
 * @example
 * import { axesOption, readAxisOptions } from "@proj/array/core";
 * readAxisOptions("sum", 0, { axis: axesOption }); // → { axis: 0 }
 */
export function readAxisOptions<Options extends { readonly axis?: unknown }>(
  operation: string,
  argument: AxisOr<Options> | undefined,
  readers: OptionReaders<Options>,
): Partial<Options> {
  if (argument === undefined) return {};
  if (isRecord(argument)) return readOptions<Options>(operation, argument as Options, readers);
  return { axis: readers.axis(argument, { operation, name: "axis" }) } as Partial<Options>;
}
