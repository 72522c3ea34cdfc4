import { choiceOption, readPositionalOptions, type OptionReaders } from "@proj/tree/core";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { axisOrNullOption } from "../core/options.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import { cummax, cummin, cumsum } from "../lax/reduction.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { moveaxis, ravel } from "../numpy/reshaping.ts";
import { where } from "../numpy/selection.ts";
import { startsRun } from "./runs.ts";

/** Which rank equal elements get. */
export type RankMethod = "average" | "min" | "max" | "dense" | "ordinal";

/** Options of {@link rankdata}. */
export interface RankdataOptions {
  /**
   * Which rank equal elements get: the mean, least or largest of theirs, one that the next greater element follows at once
   * (`"dense"`), or one each in their order (`"ordinal"`). Default `"average"`.
   */
  readonly method?: RankMethod;
  /** The axis, or `null` for all elements in one row. Default `null`. */
  readonly axis?: number | null;
  /** NaN makes all ranks NaN. */
  readonly nanPolicy?: "propagate";
}

const readers: OptionReaders<RankdataOptions> = {
  method: choiceOption("average", "min", "max", "dense", "ordinal"),
  axis: axisOrNullOption,
  nanPolicy: choiceOption("propagate"),
};

/**
 * The places of elements in their order, counted from 1.
 *
 * @param method - which rank equal elements get, default `"average"`; or options.
 * @param options - {@link RankdataOptions}.
 * @returns the ranks, float32 (float64 of float64); NaN along an axis where an element is NaN.
 * @throws UsageError for an axis that the array lacks, and for options that do not exist.
 * @example
 * import { array } from "@proj/array";
 * import { rankdata } from "@proj/array/stats";
 * rankdata(array([0, 2, 3, 2])); // → [1, 2.5, 4, 2.5]
 */
export function rankdata(
  a: ArrayLike,
  method?: RankMethod | RankdataOptions,
  options?: Omit<RankdataOptions, "method">,
): NDArray {
  const read = readPositionalOptions<RankdataOptions>("stats.rankdata", [method, options], ["method"], readers);
  const given = toArray(a, "stats.rankdata");
  const axis = read.axis ?? null;
  const along = axis === null ? 0 : normalizeAxis(axis, given.ndim, "stats.rankdata");
  const x = axis === null ? ravel(given) : moveaxis(given, along, 0);
  const dtype = x.dtype === "float64" ? "float64" : "float32";
  if (x.size === 0) return lax.full(axis === null ? [0] : given.shape, 0, dtype);
  const position = lax.broadcastedIota("int32", x.shape, 0);
  const [sorted, origin] = lax.sort([x, position], 0);
  const inOrder = lax.convertElementType(rankOf[read.method ?? "average"](startsRun(sorted!), position), dtype);
  const [, ranks] = lax.sort([origin!, inOrder], 0);
  const isNaN = lax.reduceOr(lax.ne(x, x), [0]);
  const spread = lax.broadcastInDim(
    isNaN,
    x.shape,
    isNaN.shape.map((_, i) => i + 1),
  );
  return moveaxis(lax.select(spread, Number.NaN, ranks!), 0, along);
}

/** The ranks of sorted elements, by where runs of equal ones start. */
const rankOf: { readonly [M in RankMethod]: (starts: NDArray, position: NDArray) => NDArray } = {
  ordinal: (_, position) => lax.add(position, 1),
  dense: (starts) => cumsum(lax.convertElementType(starts, "int32"), 0),
  min: (starts, position) => lax.add(firstOf(starts, position), 1),
  max: (starts, position) => lax.add(lastOf(starts, position), 1),
  average: (starts, position) => {
    const ends = lax.add(firstOf(starts, position), lastOf(starts, position));
    return lax.mul(lax.add(lax.convertElementType(ends, "float32"), 2), 0.5);
  },
};

/** Where the run of each element starts. */
const firstOf = (starts: NDArray, position: NDArray): NDArray => cummax(where(starts, position, 0), 0);

/** Where the run of each element ends: in front of the next start. */
function lastOf(starts: NDArray, position: NDArray): NDArray {
  const length = starts.shape[0]!;
  const end = lax.full([1, ...starts.shape.slice(1)], 1, "bool");
  const isLast = lax.concatenate([lax.sliceInDim(starts, 1, length, 1, 0), end], 0);
  return cummin(where(isLast, position, length), 0, true);
}
