import { choiceOption, readArgument, UsageError } from "@proj/tree/core";
import { convert, scalar } from "../core/operands.ts";
import { threefryRules } from "../core/evaluate/threefry.ts";
import { bind } from "../core/trace.ts";
import type { Shape } from "../core/types/shape.ts";
import { sizeOf } from "../core/types/shape.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { lengths, operand } from "./apply.ts";
import { add, bitwiseOr, bitwiseXor, lt, mul, shiftLeft, shiftRightLogical } from "./binary.ts";
import { mulhi } from "./bits.ts";
import { concatenate, iota, reshape, slice, split } from "./movement.ts";

/*
 * XLA's generators of random bits. A state is a key of 64 bits and a counter of 64 bits, each as two words, the lower one first; the
 * state that is given back counts on.
 *
 * Sources: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011); the order of the words in a result is
 * that of XLA's RngBitGenerator.
 */

/** How the bits are made. */
export const RandomAlgorithm = Object.freeze({
  RNG_DEFAULT: "default",
  RNG_THREE_FRY: "threefry",
  RNG_PHILOX: "philox",
});

/** One of the values of {@link RandomAlgorithm}. */
export type RandomAlgorithmName = (typeof RandomAlgorithm)[keyof typeof RandomAlgorithm];

const dtypeOption = choiceOption("uint8", "uint16", "uint32", "uint64");
const algorithmOption = choiceOption("default", "threefry", "philox");

type Counter = readonly [low: NDArray, high: NDArray];

/** Arrays of one shape along a new axis. */
const stack = (parts: readonly NDArray[], axis: number): NDArray =>
  concatenate(parts.map((x) => reshape(x, x.shape.toSpliced(axis, 0, 1))), axis); // prettier-ignore

/** A counter of 64 bits, counted on. */
function countedOn([low, high]: Counter, steps: NDArray): Counter {
  const next = add(low, steps);
  return [next, add(high, convert(lt(next, low), "uint32"))];
}

/** Words of Philox with ten rounds, four for each counter of 128 bits. */
function philox(key: Counter, counter: readonly [...Counter, ...Counter]): readonly NDArray[] {
  let [a, b, c, d] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const [upper, other] = [mulhi(a, 0xd2511f53), mulhi(c, 0xcd9e8d57)];
    [a, b, c, d] = [bitwiseXor(bitwiseXor(other, b), k0), mul(c, 0xcd9e8d57), bitwiseXor(bitwiseXor(upper, d), k1), mul(a, 0xd2511f53)]; // prettier-ignore
    [k0, k1] = [add(k0, 0x9e3779b9), add(k1, 0xbb67ae85)];
  }
  return [a, b, c, d];
}

/** The first `size` of the elements of several arrays, which take turns. */
const inTurns = (parts: readonly NDArray[], size: number): NDArray => {
  const all = stack(parts, 1);
  return slice(reshape(all, [sizeOf(all.shape)]), [0], [size]);
};

/** Pairs of words as numbers of 64 bits, the lower one first. */
const paired = (low: NDArray, high: NDArray): NDArray =>
  bitwiseOr(convert(low, "uint64"), shiftLeft(convert(high, "uint64"), 32));

/** Which axis of a shape Threefry's pairs of words lie along: the first even one, or else the longest. */
function axisOfPairs(shape: Shape): number {
  const even = shape.findIndex((length) => length % 2 === 0);
  return even >= 0 ? even : shape.indexOf(Math.max(...shape));
}

/** The bits of Threefry and how many counters they took. */
function threefryBits(key: Counter, counter: Counter, shape: Shape, wide: boolean): readonly [NDArray, number] {
  const axis = axisOfPairs(shape);
  const half = wide ? shape : shape.with(axis, Math.ceil(shape[axis]! / 2));
  const size = sizeOf(half);
  const [low, high] = countedOn(counter, iota("uint32", size));
  const [first, second] = bind("threefry2x32", [...key, low, high], { rules: threefryRules });
  if (wide) return [reshape(paired(first, second), shape), size];
  const pairs = stack([reshape(first, half), reshape(second, half)], axis + 1);
  const doubled = reshape(pairs, half.with(axis, 2 * half[axis]!));
  return [slice(doubled, shape.map(() => 0), shape), size]; // prettier-ignore
}

/** The bits of Philox and how many counters they took. */
function philoxBits(key: Counter, counter: Counter, shape: Shape, wide: boolean): readonly [NDArray, number] {
  const size = sizeOf(shape);
  const each = wide ? 2 : 4;
  const blocks = Math.ceil(size / each);
  const [low, high] = countedOn(counter, iota("uint32", blocks));
  // The key is the upper half of the counter as well, which counts where the lower one begins anew.
  const anew = convert(lt(high, counter[1]), "uint32");
  const [a, b, c, d] = philox(key, [low, high, ...countedOn(key, anew)]) as [NDArray, NDArray, NDArray, NDArray];
  const words = wide ? [paired(a, b), paired(c, d)] : [a, b, c, d];
  return [reshape(inTurns(words, size), shape), blocks];
}

/** The four words of a state. */
function wordsOf(state: NDArray): readonly [NDArray, NDArray, NDArray, NDArray] {
  const isWide = state.dtype === "uint64" && state.ndim === 1 && state.length === 2;
  if (!isWide && (state.dtype !== "uint32" || state.ndim !== 1 || state.length !== 4)) {
    throw new UsageError({
      operation: "lax.rngBitGenerator",
      received: `a key ${state.describe()}`,
      expected: "uint32[4] or uint64[2]: a key and a counter",
      remedy: 'write array([0, 1, 0, 0], "uint32"); keys of @proj/random have two words',
    });
  }
  const words = isWide ? split(state, [1, 1]).flatMap((x) => [convert(x, "uint32"), convert(shiftRightLogical(x, 32), "uint32")]) : split(state, [1, 1, 1, 1]); // prettier-ignore
  return words.map((word) => reshape(word, [])) as unknown as readonly [NDArray, NDArray, NDArray, NDArray];
}

/**
 * Random bits as XLA makes them on a CPU, and the state for those that come next.
 *
 * @param key - uint32[4] or uint64[2]: a key, and a counter from which on counters are used up.
 * @param shape - of the result.
 * @param dtype - of the result: `"uint8"`, `"uint16"`, `"uint32"` or `"uint64"`. Default `"uint32"`.
 * @param algorithm - one of {@link RandomAlgorithm}; the default is Philox.
 * @returns the next state, and the bits.
 * @throws UsageError for a key of another dtype or shape.
 * @example
 * import { array } from "@proj/array";
 * import { rngBitGenerator } from "@proj/array/lax";
 * rngBitGenerator(array([1, 2, 3, 4], "uint32"), [2]).map(String); // → ["[1, 2, 4, 4]", "[512747620, 1298009047]"]
 */
export function rngBitGenerator(
  key: NDArray,
  shape: Shape,
  dtype: "uint8" | "uint16" | "uint32" | "uint64" = "uint32",
  algorithm: RandomAlgorithmName = "default",
): readonly [key: NDArray, bits: NDArray] {
  const operation = "lax.rngBitGenerator";
  const [k0, k1, c0, c1] = wordsOf(operand("rngBitGenerator", key));
  const sizes = lengths("rngBitGenerator", "shape", shape);
  const wanted = readArgument(operation, "dtype", dtype, dtypeOption);
  const generate = readArgument(operation, "algorithm", algorithm, algorithmOption) === "threefry" ? threefryBits : philoxBits; // prettier-ignore
  const [generated, used] = generate([k0, k1], [c0, c1], sizes.length === 0 ? [1] : sizes, wanted === "uint64");
  const counter = countedOn([c0, c1], scalar(used, "uint32"));
  const next = key.dtype === "uint64" ? stack([paired(k0, k1), paired(...counter)], 0) : stack([k0, k1, ...counter], 0);
  return [next, convert(reshape(generated, sizes), wanted)];
}
