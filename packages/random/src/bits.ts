import type { NDArray, Shape } from "@proj/array";
import {
  asOneProgram,
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
  /** How many bits each element has; the others are zero. Default 32. */
  readonly width?: 8 | 16 | 32;
}

const bitsWidth: OptionReader<8 | 16 | 32> = (value, place) => {
  if (value === 8 || value === 16 || value === 32) return value;
  throw wrongOption(place, value, "8, 16 or 32, the number of bits");
};

const bitsReaders: OptionReaders<BitsOptions> = { shape: samplesShape, width: bitsWidth };

/**
 * Uniformly distributed bits.
 *
 * @param key - the key, uint32[2].
 * @param shape - the shape of the result, default `[]`; or options.
 * @param options - `width`: bits of each element, 8, 16 or 32 (default 32).
 * @returns uint32[...shape], from 0 to 2^width - 1.
 * @throws UsageError if `key` is not one key.
 * @example
 * import { bits, key } from "@proj/random";
 * bits(key(42), [3]).toList(); // → [2098992034, 2919706841, 2646866425]
 * bits(key(0), [5], { width: 8 }).toList(); // → [167, 146, 40, 53, 183]
 */
export function bits(key: NDArray, shape?: Shape | BitsOptions, options?: BitsOptions): NDArray {
  const read = readPositionalOptions<BitsOptions>("bits", [shape, options], ["shape"], bitsReaders);
  const { shape: lengths = [], width = 32 } = read;
  const sample = (key: NDArray): NDArray => {
    const word = words32("bits", key, lengths);
    return width === 32 ? word : lax.bitwiseAnd(word, 2 ** width - 1);
  };
  return asOneProgram("bits", sample, key);
}

/** One random word for each element. */
export function words32(operation: string, key: NDArray, shape: Shape): NDArray {
  const [first, second] = encryptCounters(operation, key, shape);
  return lax.bitwiseXor(first, second).reshape(shape);
}

/** Two random words for each element: the high and the low half of 64 bits. */
export function words64(operation: string, key: NDArray, shape: Shape): readonly [high: NDArray, low: NDArray] {
  const [high, low] = encryptCounters(operation, key, shape);
  return [high.reshape(shape), low.reshape(shape)];
}
