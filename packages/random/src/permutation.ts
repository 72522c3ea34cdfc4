import { arange, UsageError, type NDArray } from "@proj/array";
import {
  toArray,
  asOneProgram,
  axisOption,
  booleanOption,
  normalizeAxis,
  readPositionalOptions,
  type OptionReaders,
} from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { words32 } from "./bits.ts";
import { checkKey } from "./key.ts";
import { subkeys } from "./split.ts";
import { take } from "./take.ts";

/** How a {@link permutation} is made. */
export interface PermutationOptions {
  /** The axis along which an array is put in another order. Default 0. */
  readonly axis?: number;
  /** Whether each vector along the axis gets an order of its own, instead of all the same. Default false. */
  readonly independent?: boolean;
}

const permutationReaders: OptionReaders<PermutationOptions> = { axis: axisOption, independent: booleanOption };

/**
 * A random order.
 *
 * @param key - the key, uint32[2].
 * @param x - an array to put in another order, or a number n, which stands for the integers 0 … n - 1.
 * @param axis - the axis along which an array is put in another order, default 0; or options.
 * @param independent - whether each vector along the axis gets an order of its own, default false; or options.
 * @returns an array with the elements of `x`; int32 for a number.
 * @throws UsageError if `key` is not one key, `x` has no such axis, or a number is not a count.
 * @example
 * import { key, permutation } from "@proj/random";
 * permutation(key(0), 10).toList(); // → [0, 1, 8, 5, 6, 4, 3, 2, 7, 9]
 */
export function permutation(
  key: NDArray,
  x: number | NDArray,
  axis?: number | PermutationOptions,
  independent?: boolean | PermutationOptions,
): NDArray {
  const args = [axis, independent];
  const options = readPositionalOptions<PermutationOptions>(
    "permutation",
    args,
    ["axis", "independent"],
    permutationReaders,
  );
  const order = (key: NDArray, n: number): NDArray => shuffle("permutation", key, countingTo("permutation", n), 0);
  if (typeof x === "number") return asOneProgram("permutation", (key) => order(key, x), key);
  const array = toArray(x, "permutation");
  const along = normalizeAxis(options.axis ?? 0, array.ndim, "permutation");
  const permute = (key: NDArray, array: NDArray): NDArray =>
    options.independent === true || array.ndim === 1
      ? shuffle("permutation", key, array, along)
      : take(array, order(key, array.shape[along]!), along);
  return asOneProgram("permutation", permute, key, array);
}

/** The integers below n, as int32. */
export function countingTo(operation: string, n: number): NDArray {
  if (Number.isInteger(n) && n >= 0 && n < 2 ** 31) return arange(n, { dtype: "int32" });
  throw new UsageError({
    operation,
    received: `n = ${n}`,
    expected: "a count: an integer from 0 to 2³¹ - 1",
    remedy: "give the number of elements, or an array of them",
  });
}

/**
 * Sorts the elements along an axis by random words. Equal words would leave elements in their old order and so favour some
 * orders; enough rounds make that unlikely: with r rounds, words of 32 bits serve about n = 2^(32 r / 3) elements.
 */
export function shuffle(operation: string, key: NDArray, x: NDArray, axis: number): NDArray {
  checkKey(operation, key);
  const rounds = Math.ceil((3 * Math.log(Math.max(1, x.size))) / Math.log(2 ** 32 - 1));
  let [remaining, shuffled] = [key, x];
  for (let round = 0; round < rounds; round++) {
    const [next, sortKey] = subkeys(remaining);
    const words = words32(operation, sortKey, x.shape);
    shuffled = lax.sort([words, shuffled], axis)[1]!;
    remaining = next;
  }
  return shuffled;
}
