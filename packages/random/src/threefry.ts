import { UsageError, type NDArray, type Shape } from "@proj/array";
import { bind, scalar, sizeOf } from "@proj/array/core";
import { checkKey } from "./key.ts";

/*
 * Random numbers by counting: Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy
 * as 1, 2, 3", 2011) encrypts a 64-bit counter under a 64-bit key. Element i of a result is counter i in row-major order
 * (JAX's "partitionable" layout), so that each element depends on the key and its own place alone.
 */

/** Two words of 32 bits per element, flat: the encrypted counters 0, 1, … of an array of this shape. */
export function encryptCounters(operation: string, key: NDArray, shape: Shape): readonly [NDArray, NDArray] {
  const size = checkedSize(operation, shape);
  // One counter needs no array of counters.
  const counter =
    size === 1 ? scalar(0, "uint32") : bind("iota", [], { dtype: "uint32", shape: [size], dimension: 0 })[0];
  return encrypt(operation, key, counter);
}

/** Two words of 32 bits for each counter below 2³². */
export function encrypt(operation: string, key: NDArray, counter: NDArray): readonly [NDArray, NDArray] {
  checkKey(operation, key);
  const [first, second] = bind("split", [key], { sizes: [1, 1], axis: 0 });
  return bind("threefry2x32", [first!.reshape([]), second!.reshape([]), scalar(0, "uint32"), counter], {});
}

function checkedSize(operation: string, shape: Shape): number {
  const size =
    Array.isArray(shape) && shape.every((length) => Number.isInteger(length) && length >= 0) ? sizeOf(shape) : NaN;
  if (size < 2 ** 32) return size;
  throw new UsageError({
    operation,
    received: `shape ${Array.isArray(shape) ? `[${shape.join(",")}]` : String(shape)}`,
    expected: "a list of lengths, integers from 0, with fewer than 2³² elements in all",
    remedy: "give the lengths of the axes of the result, for example [3, 2]; [] makes one number",
  });
}
