import { UsageError, type ComplexDType, type FloatDType, type Shape } from "@proj/array";
import {
  isLength,
  isListOf,
  readPositionalOptions,
  sizeOf,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";

/*
 * How samplers read what stands behind the key: by position in JAX's order, or by name.
 */

/** What every sampler of real numbers can be told. */
export interface FloatOptions {
  /** The shape of the samples. Default `[]`. */
  readonly shape?: Shape;
  /** The dtype of the samples. Default float32. */
  readonly dtype?: FloatDType;
}

/** Reads the shape of samples. */
export const samplesShape: OptionReader<Shape> = (value, { operation }) => {
  if (isListOf(value, isLength) && sizeOf(value) < 2 ** 32) return [...value];
  throw new UsageError({
    operation,
    received: `shape ${Array.isArray(value) ? `[${value.join(",")}]` : String(value)}`,
    expected: "a list of lengths, integers from 0, with fewer than 2³² elements in all",
    remedy: "give the lengths of the axes of the result, for example [3, 2]; [] makes one number",
  });
};

const floats: { readonly [D in FloatDType]: true } = { bfloat16: true, float16: true, float32: true, float64: true };
const numbers: { readonly [D in FloatDType | ComplexDType]: true } = { ...floats, complex64: true, complex128: true };

/** Reads one of some dtypes of samples. */
const dtypeAmong =
  <D extends FloatDType | ComplexDType>(dtypes: { readonly [K in D]: true }, expected: string): OptionReader<D> =>
  (value, { operation }) => {
    if (typeof value === "string" && Object.hasOwn(dtypes, value)) return value as D;
    throw new UsageError({
      operation,
      received: `dtype ${String(value)}`,
      expected,
      remedy: "use randint for integers and bernoulli for booleans, or convert the samples with astype",
    });
  };

/** Reads the dtype of real samples. */
export const samplesDType = dtypeAmong(floats, "bfloat16, float16, float32 or float64: the samples are real numbers");

/** What samplers of real or complex numbers can be told. */
export interface NumberOptions {
  /** The shape of the samples. Default `[]`. */
  readonly shape?: Shape;
  /** The dtype of the samples. Default float32. */
  readonly dtype?: FloatDType | ComplexDType;
}

/** Reads the dtype of real or complex samples. */
export const numbersDType = dtypeAmong(
  numbers,
  "bfloat16, float16, float32 or float64 for real numbers, complex64 or complex128 for complex ones",
);

/** Readers of what samplers of real or complex numbers can be told. */
export const numberReaders: OptionReaders<NumberOptions> = { shape: samplesShape, dtype: numbersDType };

/** Readers of what every sampler of real numbers can be told. */
export const floatReaders: OptionReaders<FloatOptions> = { shape: samplesShape, dtype: samplesDType };

/** Shape and dtype of real samples. */
export function readFloatOptions(operation: string, ...args: readonly unknown[]): Required<FloatOptions> {
  const { shape = [], dtype = "float32" } = readPositionalOptions<FloatOptions>(
    operation,
    args,
    ["shape", "dtype"],
    floatReaders,
  );
  return { shape, dtype };
}
