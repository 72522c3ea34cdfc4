import { concatenate, UsageError, type NDArray } from "@proj/array";
import {
  asOneProgram,
  choiceOption,
  convert,
  fromHostData,
  isInteger,
  isNDArray,
  readOptions,
  scalar,
  type OptionReaders,
} from "@proj/array/core";

/** How a {@link key} is made. */
export interface KeyOptions {
  /** The generator: `"threefry2x32"` is the one that there is. */
  readonly impl?: "threefry2x32";
}

/** How the options of keys are read. */
export const keyReaders: OptionReaders<KeyOptions> = { impl: choiceOption("threefry2x32") };

/**
 * Makes a random key from a seed.
 *
 * A key is an array of two words, uint32[2], and a value like any other: a sampler that is given the same key gives the
 * same numbers. So each use takes a key of its own, made by `split`, `subkeys` or `foldIn`.
 *
 * @param seed - an integer, counted modulo 2³²: a number, or an int32 or uint32 scalar, which may be traced.
 * @param options - `impl`: the generator, `"threefry2x32"`.
 * @returns a key: the words 0 and `seed`.
 * @throws UsageError if the seed is not an integer.
 * @example
 * import { key } from "@proj/random";
 * key(42).toList(); // → [0, 42]
 * key(-1).toList(); // → [0, 4294967295]
 */
export function key(seed: number | NDArray, options?: KeyOptions): NDArray {
  return keyOf("key", seed, options);
}

/**
 * Makes a random key from a seed: another name of {@link key}.
 *
 * @param seed - an integer, counted modulo 2³².
 * @param options - `impl`: the generator, `"threefry2x32"`.
 * @returns a key, uint32[2].
 * @throws UsageError if the seed is not an integer.
 * @example
 * import { PRNGKey } from "@proj/random";
 * PRNGKey(42).toList(); // → [0, 42]
 */
export function PRNGKey(seed: number | NDArray, options?: KeyOptions): NDArray {
  return keyOf("PRNGKey", seed, options);
}

function keyOf(operation: string, seed: number | NDArray, options: KeyOptions | undefined): NDArray {
  readOptions<KeyOptions>(operation, options, keyReaders);
  if (typeof seed === "number" && Number.isSafeInteger(seed))
    return fromHostData(Uint32Array.of(0, seed), [2], "uint32");
  const join = (word: NDArray): NDArray => concatenate([scalar(0, "uint32").reshape([1]), word.reshape([1])]);
  return asOneProgram(operation, join, integerWord(operation, "seed", seed));
}

/** A scalar integer as one word, modulo 2³². */
export function integerWord(operation: string, name: string, value: number | NDArray): NDArray {
  if (typeof value === "number" && Number.isSafeInteger(value)) return scalar(value, "uint32");
  if (isNDArray(value) && value.ndim === 0 && isInteger(value.dtype)) return convert(value, "uint32");
  throw new UsageError({
    operation,
    received: `${name} ${isNDArray(value) ? value.describe() : String(value)}`,
    expected: "one integer: a number up to 2⁵³, or an int32 or uint32 scalar",
    remedy: "round it first; for many integers at once, map over them with vmap",
  });
}

/**
 * Checks that a value is one key.
 *
 * @throws UsageError naming `operation`.
 */
export function checkKey(operation: string, key: unknown): asserts key is NDArray {
  if (isNDArray(key) && key.dtype === "uint32" && key.ndim === 1 && key.shape[0] === 2) return;
  const isBatch = isNDArray(key) && key.dtype === "uint32" && key.ndim > 1 && key.shape.at(-1) === 2;
  throw new UsageError({
    operation,
    received: `${isNDArray(key) ? key.describe() : `${typeof key} ${String(key)}`} as the key`,
    expected: "one key, uint32[2]",
    remedy: isBatch
      ? `map over the keys: vmap((key) => ${operation}(key, …))(keys)`
      : "make the first key with key(seed), and further ones with split, subkeys or foldIn",
  });
}
