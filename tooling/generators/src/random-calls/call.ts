import type { DType, TypedArray } from "@proj/array";

/*
 * A drawn program as data: inputs, and calls of functions by the names of their rows. It can be written as JSON, so that
 * another implementation can play it. Values are numbered; a body of a loop, branch or derivative numbers its own.
 */

/** An argument or option of a call. A number is a whole one if it is written so; `float` marks the others. */
export type Argument =
  | null
  | boolean
  | number
  | string
  | readonly Argument[]
  /** The value of this number. */
  | { readonly ref: number }
  /** A number that is a float, though it may be whole; `NaN` and the infinities by name. */
  | { readonly float: number | "NaN" | "Infinity" | "-Infinity" }
  | { readonly dtype: DType }
  | { readonly slice: readonly [start: number | null, stop: number | null, step: number | null] }
  | { readonly body: Body };

/** A call of the function of a row. */
export interface Call {
  readonly row: string;
  readonly args: readonly Argument[];
  readonly options: Readonly<Record<string, Argument>>;
  /** The numbers of its results; none if it was refused when it was drawn. */
  readonly results: readonly number[];
}

/** A function of arrays, which reads values from around it too. */
export interface Body {
  readonly params: readonly number[];
  readonly calls: readonly Call[];
  /** What it returns: a value, or values in a list. */
  readonly result: number | readonly number[];
}

/** An array with its values. */
export interface Input {
  readonly number: number;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly weak: boolean;
  readonly data: TypedArray;
}

/** A program of calls, which are made one after the other. */
export interface CallProgram {
  readonly seed: number;
  /** Whether it has values of 64 bits. */
  readonly wide: boolean;
  readonly inputs: readonly Input[];
  readonly calls: readonly Call[];
}

/** Whether an argument is a list of arguments. */
export const isList = (argument: Argument): argument is readonly Argument[] => Array.isArray(argument);

/** The numbers of all values that an argument reads, without those that bodies make themselves. */
export function readBy(argument: Argument): number[] {
  if (argument === null || typeof argument !== "object") return [];
  if (isList(argument)) return argument.flatMap(readBy);
  if ("ref" in argument) return [argument.ref];
  return "body" in argument ? readByBody(argument.body) : [];
}

/** The numbers of all values that a call reads. */
export const readByCall = ({ args, options }: Call): number[] => [...args, ...Object.values(options)].flatMap(readBy);

function readByBody({ params, calls, result }: Body): number[] {
  const own = new Set([...params, ...calls.flatMap(({ results }) => results)]);
  const read = [...calls.flatMap(readByCall), ...(typeof result === "number" ? [result] : result)];
  return read.filter((number) => !own.has(number));
}

/** A call and all calls in the bodies that it is given. */
export function callsWithin(call: Call): readonly Call[] {
  const within = (argument: Argument): readonly Call[] => {
    if (argument === null || typeof argument !== "object") return [];
    if (isList(argument)) return argument.flatMap(within);
    return "body" in argument ? argument.body.calls.flatMap(callsWithin) : [];
  };
  return [call, ...[...call.args, ...Object.values(call.options)].flatMap(within)];
}
