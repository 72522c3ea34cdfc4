import { UsageError, type NDArray } from "@proj/array";
import { describeValue, isNDArray, readOptions } from "@proj/array/core";
import { checkKey, keyReaders, type KeyOptions } from "./key.ts";

/**
 * The words of keys, which are what keys consist of here.
 *
 * @param keys - one key or an array of them, uint32[..., 2].
 * @returns the same words.
 * @throws UsageError if these are not keys.
 * @example
 * import { key, keyData } from "@proj/random";
 * keyData(key(42)); // → [0, 42]
 */
export function keyData(keys: NDArray): NDArray {
  return checkedWords("keyData", keys);
}

/**
 * Keys from their words, as `keyData` gives them.
 *
 * @param words - uint32[..., 2]
 * @param options - `impl`: the generator, `"threefry2x32"`.
 * @returns one key, or an array of them.
 * @throws UsageError if the words are not those of keys, or there is no such generator.
 * @example
 * import { array } from "@proj/array";
 * import { wrapKeyData } from "@proj/random";
 * wrapKeyData(array([0, 42], "uint32")); // → [0, 42]
 */
export function wrapKeyData(words: NDArray, options?: KeyOptions): NDArray {
  readOptions<KeyOptions>("wrapKeyData", options, keyReaders);
  return checkedWords("wrapKeyData", words);
}

/**
 * The generator of keys.
 *
 * @param keys - one key or an array of them.
 * @throws UsageError if these are not keys.
 * @example
 * import { key, keyImpl } from "@proj/random";
 * keyImpl(key(0)); // → "threefry2x32"
 */
export function keyImpl(keys: NDArray): "threefry2x32" {
  checkedWords("keyImpl", keys);
  return "threefry2x32";
}

/**
 * The same key once more, where it is meant to be used twice.
 *
 * @param key - the key, uint32[2].
 * @throws UsageError if it is not one key.
 * @example
 * import { clone, key } from "@proj/random";
 * clone(key(42)); // → [0, 42]
 */
export function clone(key: NDArray): NDArray {
  checkKey("clone", key);
  return key;
}

function checkedWords(operation: string, words: NDArray): NDArray {
  if (isNDArray(words) && words.dtype === "uint32" && words.shape.at(-1) === 2) return words;
  throw new UsageError({
    operation,
    received: isNDArray(words) ? words.describe() : describeValue(words),
    expected: "keys: uint32 with a last axis of length 2",
    remedy: "make the first key with key(seed), and further ones with split, subkeys or foldIn",
  });
}
