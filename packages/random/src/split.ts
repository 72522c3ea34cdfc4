import type { NDArray, Shape } from "@proj/array";
import { asOneProgram } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { integerWord } from "./key.ts";
import { samplesShape } from "./options.ts";
import { encrypt, encryptCounters } from "./threefry.ts";

/**
 * New keys from one: independent of each other and of the old one, which should not be used again.
 *
 * Key `i` does not depend on how many there are.
 *
 * @param key - the key, uint32[2].
 * @param shape - how many, or the shape of an array of keys. Default 2.
 * @returns the keys, uint32[...shape, 2]: an array to map over with `vmap`; `subkeys` gives a list.
 * @throws UsageError if `key` is not one key.
 * @example
 * import { key, split } from "@proj/random";
 * split(key(0), 3).toList(); // → [[1797259609, 2579123966], [928981903, 3453687069], [4146024105, 2718843009]]
 */
export function split(key: NDArray, shape: number | Shape = 2): NDArray {
  const lengths = lengthsOf("split", shape);
  const derive = (key: NDArray): NDArray =>
    lax.concatenate(
      encryptCounters("split", key, lengths).map((word) => lax.reshape(word, [...lengths, 1])),
      lengths.length,
    );
  return asOneProgram("split", derive, key);
}

/** The shape of as many keys, or of an array of them. */
function lengthsOf(operation: string, shape: number | Shape): Shape {
  return samplesShape(typeof shape === "number" ? [shape] : shape, { operation, name: "shape" });
}

/** As many keys are computed one by one. */
const fewKeys = 8;

/** A list of keys: of known length, up to 16, where the compiler knows the number. */
export type Keys<N extends number> = number extends N ? readonly NDArray[] : KeysUpTo16<N>;

type KeysUpTo16<N extends number, Found extends readonly NDArray[] = readonly []> = Found["length"] extends N
  ? Found
  : Found["length"] extends 16
    ? readonly NDArray[]
    : KeysUpTo16<N, readonly [...Found, NDArray]>;

/**
 * New keys from one, like `split`, as a list to take apart.
 *
 * @param key - the key, uint32[2].
 * @param count - how many. Default 2.
 * @returns as many keys, each uint32[2].
 * @throws UsageError if `key` is not one key.
 * @example
 * import { key, subkeys } from "@proj/random";
 * const [weightKey, biasKey] = subkeys(key(0));
 * biasKey.toList(); // → [928981903, 3453687069]
 */
export function subkeys<const N extends number = 2>(key: NDArray, count?: N): Keys<N>;
export function subkeys(key: NDArray, count = 2): readonly NDArray[] {
  const lengths = lengthsOf("subkeys", [count]);
  if (count === 0) return [];
  const sizes = Array.from({ length: count }, () => 1);
  const rows = (key: NDArray): readonly NDArray[] =>
    lax.split(split(key, lengths), sizes).map((row) => lax.reshape(row, [2]));
  const apart = (key: NDArray): readonly NDArray[] => {
    const words = encryptCounters("subkeys", key, lengths).map((word) => lax.split(lax.reshape(word, lengths), sizes));
    return sizes.map((_, k) =>
      lax.concatenate(
        words.map((word) => word[k]!),
        0,
      ),
    );
  };
  // A compiled program computes those of a few keys that are read, and many keys in one loop.
  const derive = count <= fewKeys ? apart : rows;
  return asOneProgram("subkeys", derive, key);
}

/**
 * A new key from a key and a number, such as the number of a step: different numbers give independent keys.
 *
 * @param key - the key, uint32[2].
 * @param data - an integer, counted modulo 2³²: a number, or an int32 or uint32 scalar, which may be traced.
 * @returns a key, uint32[2]; that of number `i` is element `i` of `split(key, n)`.
 * @throws UsageError if `key` is not one key, or `data` is not an integer.
 * @example
 * import { foldIn, key } from "@proj/random";
 * foldIn(key(0), 4).toList(); // → [2285895361, 433833334]
 */
export function foldIn(key: NDArray, data: number | NDArray): NDArray {
  const derive = (key: NDArray, word: NDArray): NDArray =>
    lax.concatenate(
      encrypt("foldIn", key, word).map((half) => lax.reshape(half, [1])),
      0,
    );
  return asOneProgram("foldIn", derive, key, integerWord("foldIn", "data", data));
}
