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
import { dtypes, type DType, type IntegerDType } from "./types/dtype.ts";
import { isIntegerList, type Shape } from "./types/shape.ts";

/*
 * Readers of the options that functions of arrays share. Wherever NumPy takes an axis, the argument behind the arrays is the
 * axis itself or an object of options: `sum(x, 0)`, `sum(x, { axis: 0, keepdims: true })`.
 */

/** One axis, several, or `null` for all; negative ones count from the end. */
export type Axes = number | readonly number[] | null;

/** The axis alone, or options with the axis among them. */
export type AxisOr<Options extends { readonly axis?: unknown }> = Exclude<Options["axis"], undefined> | Options;

/** The axis that a function runs along, where there is nothing else to choose. */
export interface AxisOption {
  /** Negative axes count from the end. */
  readonly axis?: number;
}

/** The axes that a function is about, where there is nothing else to choose. */
export interface AxesOption {
  /** One axis, several, or `null` for all; negative axes count from the end. */
  readonly axis?: Axes;
}

/** The dtype of a new array. */
export interface DTypeOption {
  readonly dtype?: DType;
}

/** The dtype alone, or options with the dtype among them. */
export type DTypeOr<Options extends { readonly dtype?: DType }> = DType | Options;

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
  if (isIntegerList(value)) return [...value];
  throw wrongOption(place, value, "an integer, a list of integers, or null");
};

/** The reader of functions whose only option is one axis. */
export const axisReader: OptionReaders<AxisOption> = { axis: axisOption };

/** The reader of functions whose only option is axes. */
export const axesReader: OptionReaders<AxesOption> = { axis: axesOption };

/** Reads a dtype by its name. */
export const dtypeOption: OptionReader<DType> = choiceOption(...(Object.keys(dtypes) as DType[]));

/** Reads a dtype of positions, which are numbers: nobody counts in booleans. */
export const countingDTypeOption: OptionReader<DType> = choiceOption(
  ...(Object.keys(dtypes) as DType[]).filter((dtype) => dtype !== "bool"),
);

/** Reads a dtype of integers. */
export const integerDTypeOption: OptionReader<IntegerDType> = choiceOption(
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
);

/** The reader of functions whose only option is the dtype. */
export const dtypeReader: OptionReaders<DTypeOption> = { dtype: dtypeOption };

/** The same, of functions that count. */
export const countingDTypeReader: OptionReaders<DTypeOption> = { dtype: countingDTypeOption };

/** Reads lengths of axes, of which one may stand alone. */
export const shapeOption: OptionReader<Shape> = (value, place) => {
  if (isInt(value)) return [value];
  if (isIntegerList(value)) return [...value];
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

/**
 * Reads an argument that is a dtype, or options with the dtype among them: `zeros(3, "int32")`, `zeros(3, { dtype: "int32" })`.
 *
 * @param operation - the function that the user called, for messages.
 * @param argument - what the user gave behind the other arguments.
 * @param readers - a reader for each option; the dtype alone goes through that of `dtype`.
 * @returns the options that were given.
 * @throws UsageError as `readOptions` does, and for a dtype that does not exist.
 * @example
 * import { dtypeOption, readDTypeOptions } from "@proj/array/core";
 * readDTypeOptions("zeros", "int32", { dtype: dtypeOption }); // → { dtype: "int32" }
 */
export function readDTypeOptions<Options extends { readonly dtype?: DType }>(
  operation: string,
  argument: DTypeOr<Options> | undefined,
  readers: OptionReaders<Options>,
): Partial<Options> {
  const options = typeof argument === "string" ? ({ dtype: argument } as Options) : argument;
  return readOptions<Options>(operation, options, readers);
}

/**
 * Parts arguments by place from the options behind them, for functions that leave some of the former out.
 *
 * @param args - what the user gave.
 * @returns the arguments before the options, unread, and the options (or the dtype alone) if there are any.
 * @example
 * import { partOptions } from "@proj/array/core";
 * partOptions([3, { dtype: "int32" }]); // → [[3], { dtype: "int32" }]
 */
export function partOptions<Options extends object>(
  args: readonly (number | null | undefined | DType | Options)[],
): readonly [before: readonly unknown[], options: DType | Options | undefined] {
  const options = args.findLast((argument) => argument !== undefined);
  if (typeof options !== "string" && !isRecord(options)) return [args, undefined];
  return [args.slice(0, args.lastIndexOf(options)), options];
}
