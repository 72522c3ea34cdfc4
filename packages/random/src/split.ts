import { concatenate, type NDArray, type Shape } from "@proj/array";
import { asOneProgram, bind } from "@proj/array/core";
import { integerWord } from "./key.ts";
import { encrypt, encryptCounters } from "./threefry.ts";

/**
 * New keys from one: independent of each other and of the old one, which should not be used again.
 *
 * Key `i` does not depend on how many there are.
 *
 * @param key The key, uint32[2].
 * @param shape How many, or the shape of an array of keys. Default 2.
 * @returns The keys, uint32[...shape, 2]: an array to map over with `vmap`; `subkeys` gives a list.
 * @throws UsageError if `key` is not one key.
 * @example
 * import { key, split } from "@proj/random";
 * split(key(0), 3).toList(); // → [[1797259609, 2579123966], [928981903, 3453687069], [4146024105, 2718843009]]
 */
export function split(key: NDArray, shape: number | Shape = 2): NDArray {
  const lengths = typeof shape === "number" ? [shape] : shape;
  const derive = (key: NDArray): NDArray =>
    concatenate(
      encryptCounters("split", key, lengths).map((word) => word.reshape([...lengths, 1])),
      -1,
    );
  return asOneProgram("split", derive, key);
}

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
 * @param key The key, uint32[2].
 * @param count How many. Default 2.
 * @returns As many keys, each uint32[2].
 * @throws UsageError if `key` is not one key.
 * @example
 * import { key, subkeys } from "@proj/random";
 * const [weightKey, biasKey] = subkeys(key(0));
 * biasKey.toList(); // → [928981903, 3453687069]
 */
export function subkeys<const N extends number = 2>(key: NDArray, count?: N): Keys<N>;
export function subkeys(key: NDArray, count = 2): readonly NDArray[] {
  if (count === 0) return [];
  const derive = (key: NDArray): readonly NDArray[] =>
    bind("split", [split(key, count)], { sizes: new Array<number>(count).fill(1), axis: 0 }).map((row) =>
      row.reshape([2]),
    );
  return asOneProgram("subkeys", derive, key);
}

/**
 * A new key from a key and a number, such as the number of a step: different numbers give independent keys.
 *
 * @param key The key, uint32[2].
 * @param data An integer, counted modulo 2³²: a number, or an int32 or uint32 scalar, which may be traced.
 * @returns A key, uint32[2]; that of number `i` is element `i` of `split(key, n)`.
 * @throws UsageError if `key` is not one key, or `data` is not an integer.
 * @example
 * import { foldIn, key } from "@proj/random";
 * foldIn(key(0), 4).toList(); // → [2285895361, 433833334]
 */
export function foldIn(key: NDArray, data: number | NDArray): NDArray {
  const derive = (key: NDArray, word: NDArray): NDArray =>
    concatenate(encrypt("foldIn", key, word).map((half) => half.reshape([1])));
  return asOneProgram("foldIn", derive, key, integerWord("foldIn", "data", data));
}
