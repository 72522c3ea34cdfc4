import type { NDArray, Shape } from "@proj/array";
import { bind, scalar, sizeOf } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { checkKey } from "./key.ts";

/*
 * Random numbers by counting: Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy
 * as 1, 2, 3", 2011) encrypts a 64-bit counter under a 64-bit key. Element i of a result is counter i in row-major order
 * (JAX's "partitionable" layout), so that each element depends on the key and its own place alone.
 */

/** Two words of 32 bits per element, flat: the encrypted counters 0, 1, … of an array of this shape. */
export function encryptCounters(operation: string, key: NDArray, shape: Shape): readonly [NDArray, NDArray] {
  const size = sizeOf(shape);
  // One counter needs no array of counters.
  return encrypt(operation, key, size === 1 ? scalar(0, "uint32") : lax.iota("uint32", size));
}

/** Two words of 32 bits for each counter below 2³². */
export function encrypt(operation: string, key: NDArray, counter: NDArray): readonly [NDArray, NDArray] {
  checkKey(operation, key);
  const [first, second] = lax.split(key, [1, 1]);
  return bind("threefry2x32", [first!.reshape([]), second!.reshape([]), scalar(0, "uint32"), counter], {});
}
