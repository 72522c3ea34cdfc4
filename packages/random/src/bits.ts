import { bitwiseAnd, bitwiseXor, type NDArray, type Shape } from "@proj/array";
import { asOneProgram } from "@proj/array/core";
import { encryptCounters } from "./threefry.ts";

/** How {@link bits} are made. */
export interface BitsOptions {
  /** How many bits each element has; the others are zero. Default 32. */
  readonly width?: 8 | 16 | 32;
}

/**
 * Uniformly distributed bits.
 *
 * @param key The key, uint32[2].
 * @param shape The shape of the result. Default `[]`.
 * @param options `width`: bits of each element, 8, 16 or 32 (default 32).
 * @returns uint32[...shape], from 0 to 2^width - 1.
 * @throws UsageError if `key` is not one key.
 * @example
 * import { bits, key } from "@proj/random";
 * bits(key(42), [3]).toList(); // → [2098992034, 2919706841, 2646866425]
 * bits(key(0), [5], { width: 8 }).toList(); // → [167, 146, 40, 53, 183]
 */
export function bits(key: NDArray, shape: Shape = [], { width = 32 }: BitsOptions = {}): NDArray {
  const sample = (key: NDArray): NDArray => {
    const word = words32("bits", key, shape);
    return width === 32 ? word : bitwiseAnd(word, 2 ** width - 1);
  };
  return asOneProgram("bits", sample, key);
}

/** One random word for each element. */
export function words32(operation: string, key: NDArray, shape: Shape): NDArray {
  const [first, second] = encryptCounters(operation, key, shape);
  return bitwiseXor(first, second).reshape(shape);
}

/** Two random words for each element: the high and the low half of 64 bits. */
export function words64(operation: string, key: NDArray, shape: Shape): readonly [high: NDArray, low: NDArray] {
  const [high, low] = encryptCounters(operation, key, shape);
  return [high.reshape(shape), low.reshape(shape)];
}
