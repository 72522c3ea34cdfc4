import { choiceOption, positionsOption, readPositionalOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { axisOption } from "../core/options.ts";
import { partDType } from "../core/types/dtype.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { divide, multiply, subtract } from "../numpy/arithmetic.ts";
import { toFloat } from "../numpy/elementwise.ts";
import { sum } from "../numpy/reduction.ts";
import { mean } from "../numpy/statistics.ts";

/** What is taken away: the mean, or a line. */
export type Trend = "constant" | "linear";

/** Options of {@link detrend}. */
export interface DetrendOptions {
  /** Along which axis the signal runs; default the last. */
  readonly axis?: number;
  /** The mean (`"constant"`) or the line that comes closest (`"linear"`, the default). */
  readonly type?: Trend;
  /** Where one line ends and the next begins; default nowhere. */
  readonly bp?: number | readonly number[];
}

/** Reads a {@link Trend}. */
export const trendOption = choiceOption("constant", "linear");

const readers: OptionReaders<DetrendOptions> = { axis: axisOption, type: trendOption, bp: positionsOption() };

/**
 * A signal without its mean, or without the line that comes closest to it.
 *
 * @param data - numbers.
 * @param axis - along which axis the signal runs, default the last; or {@link DetrendOptions}.
 * @param type - what is taken away, default `"linear"`; or options.
 * @param bp - where one line ends and the next begins; or options.
 * @returns floats of the shape of the data.
 * @throws UsageError for an axis that the array lacks, and for places outside of it.
 * @example
 * import { array } from "@proj/array";
 * import { detrend } from "@proj/array/signal";
 * detrend(array([1, 3, 5, 8])); // ≈ [0.2, -0.1, -0.4, 0.3]
 */
export function detrend(
  data: ArrayLike,
  axis?: number | DetrendOptions,
  type?: Trend | DetrendOptions,
  bp?: number | readonly number[] | DetrendOptions,
): NDArray {
  const operation = "detrend";
  const read = readPositionalOptions<DetrendOptions>(operation, [axis, type, bp], ["axis", "type", "bp"], readers);
  const x = toFloat(toArray(data, operation));
  const along = normalizeAxis(read.axis ?? -1, x.ndim, operation);
  const length = x.shape[along]!;
  const breaks = [0, ...[read.bp ?? 0].flat(), length];
  const places = [...new Set(breaks)].sort((a, b) => a - b);
  if (places[0]! < 0 || places.at(-1)! > length) {
    throw new UsageError({
      operation,
      received: `bp: [${[read.bp ?? 0].flat().join(",")}] for ${x.describe()}`,
      expected: `places from 0 to ${length}`,
      remedy: "leave out those outside of the signal",
    });
  }
  if (x.size === 0) return x;
  return withoutTrend(x, along, read.type ?? "linear", places);
}

/** {@link detrend}, where the arguments are right. */
export function withoutTrend(x: NDArray, axis: number, type: Trend, places: readonly number[]): NDArray {
  if (type === "constant") return subtract(x, mean(x, { axis, keepdims: true }));
  const parts = places.slice(1).map((end, k) => withoutLine(lax.sliceInDim(x, places[k]!, end, 1, axis), axis));
  return lax.concatenate(parts, axis);
}

/** The signal without the line of least squares. */
function withoutLine(x: NDArray, axis: number): NDArray {
  const over = { axis, keepdims: true };
  const level = subtract(x, mean(x, over));
  const length = x.shape[axis]!;
  if (length < 2) return level;
  const along = x.shape.map((_, k) => (k === axis ? length : 1));
  const places = lax.reshape(lax.sub(lax.iota(partDType(x.dtype), length), (length - 1) / 2), along);
  const slope = divide(sum(multiply(level, places), over), (length * (length ** 2 - 1)) / 12);
  return subtract(level, multiply(slope, places));
}
