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

const isFloatDType: { readonly [D in FloatDType]: true } = {
  bfloat16: true,
  float16: true,
  float32: true,
  float64: true,
};

/** Reads the dtype of real samples. */
export const samplesDType: OptionReader<FloatDType> = (value, { operation }) => {
  if (typeof value === "string" && Object.hasOwn(isFloatDType, value)) return value as FloatDType;
  throw new UsageError({
    operation,
    received: `dtype ${String(value)}`,
    expected: "bfloat16, float16, float32 or float64: the samples are real numbers",
    remedy: "use randint for integers and bernoulli for booleans, or convert the samples with astype",
  });
};

/** What samplers of real or complex numbers can be told. */
export interface NumberOptions {
  /** The shape of the samples. Default `[]`. */
  readonly shape?: Shape;
  /** The dtype of the samples. Default float32. */
  readonly dtype?: FloatDType | ComplexDType;
}

/** Reads the dtype of real or complex samples. */
export const numbersDType: OptionReader<FloatDType | ComplexDType> = (value, place) =>
  value === "complex64" || value === "complex128" ? value : samplesDType(value, place);

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
