import { booleanOption, choiceOption, readPositionalOptions, type OptionReaders } from "@proj/tree/core";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { axisOrNullOption } from "../core/options.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import { takeAlongAxis } from "../indexing/take.ts";
import * as lax from "../lax/index.ts";
import { cummax, reduceMax } from "../lax/reduction.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { full } from "../numpy/full.ts";
import { expandDims, moveaxis, ravel, squeeze } from "../numpy/reshaping.ts";
import { where } from "../numpy/selection.ts";
import { startsRun } from "./runs.ts";

/** Options of {@link mode}. */
export interface ModeOptions {
  /** The axis, or `null` for all elements. Default 0. */
  readonly axis?: number | null;
  /** NaN counts as a value, which is equal to itself. */
  readonly nanPolicy?: "propagate";
  /** Whether the axis stays, with length 1. Default false. */
  readonly keepdims?: boolean;
}

const readers: OptionReaders<ModeOptions> = {
  axis: axisOrNullOption,
  nanPolicy: choiceOption("propagate"),
  keepdims: booleanOption,
};

/** The most frequent values, and how often each occurs. */
export interface ModeResult {
  readonly mode: NDArray;
  /** int32 */
  readonly count: NDArray;
}

/**
 * The most frequent value along an axis, and how often it occurs; the smallest of several. Of nothing it is NaN, which occurs 0
 * times.
 *
 * @param axis - default 0, `null` for all elements; or {@link ModeOptions}.
 * @throws UsageError for an axis that the array lacks, and for options that do not exist.
 * @example
 * import { array } from "@proj/array";
 * import { mode } from "@proj/array/stats";
 * const { mode: value, count } = mode(array([3, 1, 3, 2]));
 * value; // → 3
 * count; // → 2
 */
export function mode(a: ArrayLike, axis?: number | null | ModeOptions): ModeResult {
  const read = readPositionalOptions<ModeOptions>("stats.mode", [axis], ["axis"], readers);
  const given = toArray(a, "stats.mode");
  const array = given.ndim === 0 ? lax.reshape(given, [1]) : given;
  const along = read.axis === null ? 0 : normalizeAxis(read.axis ?? 0, array.ndim, "stats.mode");
  const x = read.axis === null ? ravel(array) : moveaxis(array, along, 0);
  const kept = array.shape.map((length, i) => (read.axis === null || i === along ? 1 : length));
  const shaped = (result: NDArray): NDArray => (read.keepdims === true ? lax.reshape(result, kept) : result);
  const [length, ...others] = x.shape;
  if (length === 0) {
    return { mode: shaped(full(others, Number.NaN, "float32")), count: shaped(full(others, 0, "float32")) };
  }
  const [sorted] = lax.sort([x], 0);
  const place = lax.broadcastedIota("int32", x.shape, 0);
  const start = cummax(where(startsRun(sorted!), place, 0), 0);
  const countSoFar = lax.add(lax.sub(place, start), 1);
  const count = reduceMax(countSoFar, [0]);
  // The end of the first run that is the longest.
  const end = lax.argmax(countSoFar, 0);
  const value = takeAlongAxis(sorted!, expandDims(end, 0), 0);
  return { mode: shaped(squeeze(value, 0)), count: shaped(count) };
}
