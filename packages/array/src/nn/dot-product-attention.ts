import {
  booleanOption,
  choiceOption,
  integerOption,
  listOption,
  nullableOption,
  numberOption,
  readPositionalOptions,
  UsageError,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/tree/core";
import { broadcastTo, convert, toArray, type ArrayLike } from "../core/operands.ts";
import { arrayOption } from "../core/options.ts";
import { isFloat, type DType } from "../core/types/dtype.ts";
import { stretchesTo, type Shape } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { multiply } from "../numpy/arithmetic.ts";
import { less } from "../numpy/comparison.ts";
import { widened } from "../numpy/elementwise.ts";
import { attend } from "./fused-attention.ts";

const operation = "dotProductAttention";

/** Options of {@link dotProductAttention}. */
export interface DotProductAttentionOptions {
  /** What is added to the scaled products: it broadcasts to [batch, heads, queries, keys]. */
  readonly bias?: ArrayLike | null;
  /** Which keys a query sees: booleans that broadcast to [batch, heads, queries, keys]. */
  readonly mask?: ArrayLike | null;
  /** By what products of queries and keys are multiplied; default 1 / √features. */
  readonly scale?: number | null;
  /** Whether a query sees no key behind its own place; default false. */
  readonly isCausal?: boolean;
  /** How many of the queries of each member of the batch there are: int32[batch]. The results of the others are 0. */
  readonly querySeqLengths?: ArrayLike | null;
  /** How many of the keys of each member of the batch there are: int32[batch]. */
  readonly keyValueSeqLengths?: ArrayLike | null;
  /** How many keys on either side of its own place a query sees, or before and behind it; default all. */
  readonly localWindowSize?: number | readonly [left: number, right: number] | null;
  /** Which of JAX's implementations computes it; there is one here, so that this may be left out. */
  readonly implementation?: "xla" | null;
  /** Whether to return the logarithms of the sums of weights as well, which have no derivative; default false. */
  readonly returnResidual?: boolean;
}

const oneSize = integerOption();
const sizes = listOption(oneSize);
const windowOption: OptionReader<readonly [number, number]> = (value, place) => {
  if (typeof value === "number") return [oneSize(value, place), oneSize(value, place)];
  const read = Array.isArray(value) ? sizes(value, place) : [];
  if (read.length === 2) return [read[0]!, read[1]!];
  throw wrongOption(place, value, "an integer, or two of them");
};

const readers: OptionReaders<DotProductAttentionOptions> = {
  bias: nullableOption(arrayOption),
  mask: nullableOption(arrayOption),
  scale: nullableOption(numberOption),
  isCausal: booleanOption,
  querySeqLengths: nullableOption(arrayOption),
  keyValueSeqLengths: nullableOption(arrayOption),
  localWindowSize: nullableOption(windowOption),
  implementation: nullableOption(choiceOption("xla")),
  returnResidual: booleanOption,
};

/** An array with axes of length 1 in front, so that it has four. */
const inFour = (x: NDArray): NDArray => (x.ndim >= 4 ? x : lax.broadcastToRank(x, 4));

function misfit(received: string, expected: string, remedy: string): UsageError {
  return new UsageError({ operation, received, expected, remedy });
}

/**
 * softmax(query · keyᵀ · scale + bias) · value for each head: what queries take from values, by the likeness of their keys.
 *
 * The keys go by in blocks, and the way back computes the weights again, so that the memory it takes grows with the number of
 * queries and not with that of pairs. Weights are computed in single precision of halves, and in double precision of doubles.
 *
 * @param query - float[batch, queries, heads, features], or without the batch.
 * @param key - float[batch, keys, headsOfKeys, features], or without the batch; the heads of queries fall into as many groups, each of
 * which shares a head of keys.
 * @param value - as `key`.
 * @param bias - what is added to the scaled products; or options.
 * @param mask - which keys a query sees. One that sees none takes the mean of all values. Or options.
 * @param options - see {@link DotProductAttentionOptions}.
 * @returns an array like `query`; with `returnResidual` a pair of it and float[batch, queries, heads].
 * @throws UsageError for shapes and dtypes that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { dotProductAttention } from "@proj/array/nn";
 * const keys = array([[[0]], [[100]]]);
 * dotProductAttention(array([[[1]]]), keys, array([[[3]], [[5]]])).toList(); // → [[[5]]]
 */
export function dotProductAttention(
  query: ArrayLike,
  key: ArrayLike,
  value: ArrayLike,
  options: DotProductAttentionOptions & { readonly returnResidual: true },
): readonly [result: NDArray, residual: NDArray];
export function dotProductAttention(
  query: ArrayLike,
  key: ArrayLike,
  value: ArrayLike,
  bias?: ArrayLike | null | DotProductAttentionOptions,
  mask?: ArrayLike | null | DotProductAttentionOptions,
  options?: DotProductAttentionOptions,
): NDArray;
export function dotProductAttention(
  query: ArrayLike,
  key: ArrayLike,
  value: ArrayLike,
  ...rest: readonly unknown[]
): NDArray | readonly [NDArray, NDArray] {
  const read = readPositionalOptions<DotProductAttentionOptions>(operation, rest, ["bias", "mask"], readers);
  const whole = toArray(query, operation);
  const [q, k, v] = [whole, toArray(key, operation), toArray(value, operation)].map(inFour) as [
    NDArray,
    NDArray,
    NDArray,
  ];
  checkOperands(q, k, v);
  const [batch, queries, heads, features] = q.shape as [number, number, number, number];
  const [, keys, groups] = k.shape as [number, number, number];
  const pairs = [batch, heads, queries, keys];
  const inGroups = (name: "bias" | "mask"): NDArray | null => {
    const given = read[name] ?? null;
    return given === null ? null : grouped(name, inFour(toArray(given, operation)), pairs, groups);
  };
  const { dtype } = q;
  const [wideQuery, wideKey, wideValue] = [widened(q), widened(k), widened(v)];
  const wide = wideQuery.dtype;
  const bias = inGroups("bias");
  const queryLengths = lengthsOf("querySeqLengths", read.querySeqLengths ?? null, batch);
  const [result, logTotal] = attend(
    {
      query: lax.transpose(lax.reshape(wideQuery, [batch, queries, groups, heads / groups, features]), [0, 2, 3, 1, 4]),
      key: lax.transpose(wideKey, [0, 2, 1, 3]),
      value: lax.transpose(wideValue, [0, 2, 1, 3]),
      bias: bias === null ? null : convert(checkedKind("bias", bias, wide), wide),
      mask: checkedMask(inGroups("mask")),
      queryLengths,
      keyLengths: lengthsOf("keyValueSeqLengths", read.keyValueSeqLengths ?? null, batch),
    },
    {
      scale: read.scale ?? 1 / Math.sqrt(features),
      isCausal: read.isCausal ?? false,
      window: windowOf(read.localWindowSize ?? null),
    },
  );
  const rows = lax.reshape(lax.transpose(result, [0, 3, 1, 2, 4]), [batch, queries, heads, features]);
  const attended = lax.reshape(convert(there(rows, queryLengths), dtype), whole.shape);
  if (read.returnResidual !== true) return attended;
  const residual = lax.reshape(lax.transpose(logTotal, [0, 3, 1, 2]), whole.shape.slice(0, -1));
  return [attended, lax.stopGradient(convert(residual, dtype))];
}

const windowOf = (size: number | readonly [number, number] | null): readonly [number, number] | null =>
  typeof size === "number" ? [size, size] : size;

/** Zeros in the places of queries that are not there. */
function there(rows: NDArray, lengths: NDArray | null): NDArray {
  if (lengths === null) return rows;
  const places = lax.reshape(lax.iota("int32", rows.shape[1]!), [1, rows.shape[1]!, 1, 1]);
  const inside = less(places, lax.reshape(lengths, [rows.shape[0]!, 1, 1, 1]));
  return multiply(rows, convert(inside, rows.dtype));
}

function checkOperands(query: NDArray, key: NDArray, value: NDArray): void {
  const [all, [q, k, v]] = [
    [query, key, value],
    [query.shape, key.shape, value.shape],
  ];
  const fits =
    all.every(({ ndim, dtype }) => ndim === 4 && isFloat(dtype) && dtype === query.dtype) &&
    k.every((length, axis) => length === v[axis]) &&
    q[0] === k[0] &&
    q[3] === k[3] &&
    k[2]! > 0 &&
    k[1]! > 0 &&
    q[2]! % k[2]! === 0;
  if (fits) return;
  throw misfit(
    `query ${query.describe()}, key ${key.describe()} and value ${value.describe()}`,
    "floats of one dtype: query [batch, queries, heads, features], key and value [batch, keys, heads of keys, features], where the heads are a multiple of those of keys",
    "bring the axes into this order; several axes of a batch are mapped with vmap",
  );
}

/** A bias or mask as [batch | 1, groups | 1, heads of a group | 1, queries | 1, keys]. */
function grouped(name: string, x: NDArray, pairs: Shape, groups: number): NDArray {
  if (x.ndim !== 4 || !stretchesTo(x.shape, pairs)) {
    throw misfit(
      `${name} ${x.describe()}`,
      `an array that broadcasts to [batch, heads, queries, keys], here [${pairs.join(",")}]`,
      "insert axes of length 1 with expandDims",
    );
  }
  const [batch, heads, queries] = x.shape as [number, number, number, number];
  const keys = pairs[3]!;
  const all = broadcastTo(x, [batch, heads, queries, keys]);
  return lax.reshape(all, [batch, ...(heads === 1 ? [1, 1] : [groups, heads / groups]), queries, keys]);
}

function checkedKind(name: string, x: NDArray, dtype: DType): NDArray {
  if (x.dtype !== "complex64" && x.dtype !== "complex128") return x;
  throw misfit(`${name} ${x.describe()}`, `real numbers, which are added to ${dtype}`, "take the real part");
}

function checkedMask(mask: NDArray | null): NDArray | null {
  if (mask === null || mask.dtype === "bool") return mask;
  throw misfit(
    `mask ${mask.describe()}`,
    "booleans: true where a key is seen",
    "compare with 0, or pass what is added as bias",
  );
}

/** Lengths of sequences: int32[batch]. */
function lengthsOf(name: string, given: ArrayLike | null, batch: number): NDArray | null {
  if (given === null) return null;
  const lengths = toArray(given, operation);
  if (lengths.dtype === "int32" && lengths.ndim === 1 && lengths.length === batch) return lengths;
  throw misfit(
    `${name}: ${lengths.describe()}`,
    `int32[${batch}], a length for each member of the batch`,
    'make it with array([…], "int32")',
  );
}
