import type { NDArray, Shape } from "@proj/array";
import {
  asOneProgram,
  choiceOption,
  convert,
  readPositionalOptions,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { samplesShape } from "./options.ts";
import { encryptCounters } from "./threefry.ts";

/** How {@link bits} are made. */
export interface BitsOptions {
  /** The shape of the result. Default `[]`. */
  readonly shape?: Shape;
  /** The dtype of the result, all of whose bits are random. Default uint32. */
  readonly dtype?: UnsignedDType;
  /** How many bits of a uint32 element are random; the others are zero. Default all. */
  readonly width?: 8 | 16 | 32;
}

/** The dtypes of integers without a sign. */
export type UnsignedDType = "uint8" | "uint16" | "uint32" | "uint64";

const bitsWidth: OptionReader<8 | 16 | 32> = (value, place) => {
  if (value === 8 || value === 16 || value === 32) return value;
  throw wrongOption(place, value, "8, 16 or 32, the number of bits");
};

const bitsReaders: OptionReaders<BitsOptions> = {
  shape: samplesShape,
  dtype: choiceOption("uint8", "uint16", "uint32", "uint64"),
  width: bitsWidth,
};

/**
 * Uniformly distributed bits.
 *
 * @param key - the key, uint32[2].
 * @param shape - the shape of the result, default `[]`; or options.
 * @param dtype - uint8, uint16, uint32 (default) or uint64; or options.
 * @returns integers without a sign; with the option `width`, from 0 to 2^width - 1.
 * @throws UsageError if `key` is not one key.
 * @example
 * import { bits, key } from "@proj/random";
 * bits(key(42), [3]).toList(); // → [2098992034, 2919706841, 2646866425]
 * bits(key(0), [5], "uint8").toList(); // → [167, 146, 40, 53, 183]
 */
export function bits(
  key: NDArray,
  shape?: Shape | BitsOptions,
  dtype?: UnsignedDType | BitsOptions,
  options?: BitsOptions,
): NDArray {
  const read = readPositionalOptions<BitsOptions>("bits", [shape, dtype, options], ["shape", "dtype"], bitsReaders);
  const { shape: lengths = [], dtype: kind = "uint32", width = 32 } = read;
  const sample = (key: NDArray): NDArray => {
    const word = randomBits("bits", key, lengths, kind);
    return kind !== "uint32" || width === 32 ? word : lax.bitwiseAnd(word, 2 ** width - 1);
  };
  return asOneProgram("bits", sample, key);
}

/** Random bits of each dtype: the lowest of a word, or two words. */
export function randomBits(operation: string, key: NDArray, shape: Shape, dtype: UnsignedDType): NDArray {
  if (dtype !== "uint64") return convert(words32(operation, key, shape), dtype);
  const [high, low] = words64(operation, key, shape);
  return lax.bitwiseOr(lax.shiftLeft(convert(high, "uint64"), 32), convert(low, "uint64"));
}

/** One random word for each element. */
export function words32(operation: string, key: NDArray, shape: Shape): NDArray {
  const [first, second] = encryptCounters(operation, key, shape);
  return lax.reshape(lax.bitwiseXor(first, second), shape);
}

/** Two random words for each element: the high and the low half of 64 bits. */
export function words64(operation: string, key: NDArray, shape: Shape): readonly [high: NDArray, low: NDArray] {
  const [high, low] = encryptCounters(operation, key, shape);
  return [lax.reshape(high, shape), lax.reshape(low, shape)];
}
