import type { DType, TypedArray } from "@proj/array";
import { dtypes, isComplexDType } from "@proj/array/core";
import type { Call, CallProgram, Input } from "@proj/generators/random-calls";

/*
 * Programs and answers as JSON: values are the bytes of their host representation, in base 64, lowest first.
 */

/** What JAX gives for a call: results, or why it refuses. */
export type Answer = { readonly results: readonly Result[] } | { readonly error: string };

/** An array, or what is a number in Python. */
export type Result = ArrayResult | { readonly number: number };

/** An array with its values. */
export type ArrayResult = Omit<Input, "number">;

/** True for what is no array. */
export const isNumber = (result: Result): result is { readonly number: number } => "number" in result;

/** True for arrays. */
export const isArray = (result: Result): result is ArrayResult => !isNumber(result);

type WrittenArray = Omit<ArrayResult, "data"> & { readonly data: string };

/** An {@link Answer} as JSON. */
export type WrittenAnswer =
  { readonly results: readonly (WrittenArray | { readonly number: number })[] } | { readonly error: string };

/** A program as JSON. */
export interface WrittenProgram {
  readonly seed: number;
  readonly wide: boolean;
  readonly inputs: readonly (WrittenArray & { readonly number: number })[];
  readonly calls: readonly Call[];
}

const encode = ({ buffer, byteOffset, byteLength }: TypedArray): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString("base64");

function decode(text: string, dtype: DType): TypedArray {
  const bytes = Buffer.from(text, "base64");
  const { allocate } = dtypes[dtype];
  const data = allocate(bytes.length / allocate(0).BYTES_PER_ELEMENT / (isComplexDType(dtype) ? 2 : 1));
  new Uint8Array(data.buffer).set(bytes);
  return data;
}

/** A program as JSON. */
export const writeProgram = (program: CallProgram): WrittenProgram => ({
  ...program,
  inputs: program.inputs.map((input) => ({ ...input, data: encode(input.data) })),
});

/** A program from JSON. */
export const readProgram = (written: WrittenProgram): CallProgram => ({
  ...written,
  inputs: written.inputs.map((input) => ({ ...input, data: decode(input.data, input.dtype) })),
});

/** An answer as JSON. */
export const writeAnswer = (answer: Answer): WrittenAnswer =>
  "error" in answer
    ? answer
    : { results: answer.results.map((one) => (isNumber(one) ? one : { ...one, data: encode(one.data) })) };

/** An answer from JSON. */
export const readAnswer = (answer: WrittenAnswer): Answer =>
  "error" in answer
    ? answer
    : {
        results: answer.results.map((one) => ("number" in one ? one : { ...one, data: decode(one.data, one.dtype) })),
      };
