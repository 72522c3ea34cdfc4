import type { NDArray, Shape } from "@proj/array";
import { bind, scalar, sizeOf, threefryRules } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { checkKey } from "./key.ts";

/*
 * Random numbers by counting: Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy
 * as 1, 2, 3", 2011) encrypts a 64-bit counter under a 64-bit key. Element i of a result is counter i in row-major order
 * (JAX's "partitionable" layout), so that each element depends on the key and its own place alone.
 */

/** Two words of 32 bits: those of a key, or encrypted ones; arrays of them for many keys at once. */
export type Words = readonly [first: NDArray, second: NDArray];

/** Two words of 32 bits per element, flat: the encrypted counters 0, 1, … of an array of this shape. */
export function encryptCounters(operation: string, key: NDArray, shape: Shape): Words {
  const size = sizeOf(shape);
  // One counter needs no array of counters.
  return encrypt(operation, key, size === 1 ? scalar(0, "uint32") : lax.iota("uint32", size));
}

/** Two words of 32 bits for each counter below 2³². */
export function encrypt(operation: string, key: NDArray, counter: NDArray): Words {
  checkKey(operation, key);
  const [first, second] = lax.split(key, [1, 1]);
  return bind("threefry2x32", [lax.reshape(first!, []), lax.reshape(second!, []), scalar(0, "uint32"), counter], {
    rules: threefryRules,
  });
}

/** Keys derived from each of many keys, as `split` derives them: those of the given counters. */
export function splitEach<const Counters extends readonly number[]>(
  [first, second]: Words,
  counters: Counters,
): { readonly [K in keyof Counters]: Words } {
  const derived = counters.map((counter): Words =>
    bind("threefry2x32", [first, second, scalar(0, "uint32"), scalar(counter, "uint32")], { rules: threefryRules }),
  );
  // There is one for each counter.
  return derived as unknown as { readonly [K in keyof Counters]: Words };
}

/** The words with which a sampler of one number for each of many keys begins. */
export const wordsOfEach = (keys: Words): Words => splitEach(keys, [0])[0];
