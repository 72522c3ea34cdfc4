import { describeValue, integerOption, UsageError, type OptionReaders } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toArray, broadcastTo, convert, type ArrayLike } from "../core/operands.ts";
import { axisOrNullOption, readAxisOptions, type AxisOr } from "../core/options.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import { isInteger } from "../core/types/dtype.ts";
import { isIntegerList, normalizeAxis } from "../core/types/shape.ts";
import { take } from "../indexing/take.ts";
import { sub } from "../lax/binary.ts";
import { full } from "../lax/elementwise.ts";
import { expandDims, reshape } from "../lax/movement.ts";
import { cumsum } from "../lax/reduction.ts";
import { rearrange } from "./known-positions.ts";

/** Options of {@link repeat}. */
export interface RepeatOptions {
  /** By default the array is made one axis first. */
  readonly axis?: number | null;
  /**
   * The length of the result along the axis, which must be known where the repeats are traced: what is too much is cut off,
   * and the last element fills up what is missing.
   */
  readonly totalRepeatLength?: number;
}

const readers: OptionReaders<RepeatOptions> = { axis: axisOrNullOption, totalRepeatLength: integerOption(0) };

/**
 * Each element several times in a row.
 *
 * @param repeats - how many times; one number, or one per element along the axis, in a list or an integer array.
 * @param options - the axis alone, or {@link RepeatOptions}; by default the array is made one axis first.
 * @throws UsageError when the counts do not match the axis, and for traced counts without `totalRepeatLength`.
 * @example
 * import { array, repeat } from "@proj/array";
 * repeat(array([1, 2]), 2); // → [1, 1, 2, 2]
 * repeat(array([[1, 2], [3, 4]]), [2, 1], 0); // → [[1, 2], [1, 2], [3, 4]]
 */
export function repeat(
  x: ArrayLike,
  repeats: number | readonly number[] | NDArray,
  options?: AxisOr<RepeatOptions>,
): NDArray {
  const { axis = null, totalRepeatLength: total } = readAxisOptions<RepeatOptions>("repeat", options, readers);
  const source = toArray(x, "repeat");
  // A scalar is an axis of one element, as for NumPy.
  const array = axis === null || source.ndim === 0 ? reshape(source, [source.size]) : source;
  const along = axis === null ? 0 : normalizeAxis(axis, array.ndim, "repeat");
  const length = array.shape[along]!;
  const counts = countsOf(repeats, length);
  if (isNDArray(counts)) {
    if (total === undefined) {
      throw new UsageError({
        operation: "repeat",
        received: `traced repeats ${counts.describe()}${counts.origin}, and no totalRepeatLength`,
        expected: "the length of the result, which has to be known",
        remedy: "pass { totalRepeatLength }, the sum of the repeats or a bound of it",
      });
    }
    return repeatTraced(array, counts, along, total);
  }
  if (typeof counts === "number" && (total === undefined || total === length * counts)) {
    const spread = broadcastTo(expandDims(array, [along + 1]), array.shape.toSpliced(along + 1, 0, counts));
    return reshape(spread, array.shape.with(along, length * counts));
  }
  const each =
    typeof counts === "number"
      ? array.shape.slice(along, along + 1).flatMap((n) => new Array<number>(n).fill(counts))
      : counts;
  const places = each.flatMap((count, place) => new Array<number>(count).fill(place));
  if (total === undefined || length === 0) return rearrange(array, along, places);
  return rearrange(
    array,
    along,
    Array.from({ length: total }, (_, place) => places[place] ?? length - 1),
  );
}

/** The counts where they are known, after checking them; else an int32 vector, one per element. */
function countsOf(repeats: number | readonly number[] | NDArray, length: number): number | readonly number[] | NDArray {
  if (isNDArray(repeats)) {
    const suits = isInteger(repeats.dtype) && (repeats.size === 1 || (repeats.ndim === 1 && repeats.length === length));
    if (!suits) throw wrongCounts(repeats.describe(), length);
    if (repeats.tracing !== null) return broadcastTo(reshape(convert(repeats, "int32"), [repeats.size]), [length]);
    const known = Array.from<number | bigint, number>(repeats.dataSync(), Number);
    return repeats.size === 1 && length !== 1 ? countsOf(known[0]!, length) : countsOf(known, length);
  }
  const list = typeof repeats === "number" ? [repeats] : repeats;
  const suits = isIntegerList(list) && list.every((count) => count >= 0);
  if (suits && (typeof repeats === "number" || repeats.length === length)) return repeats;
  throw wrongCounts(Array.isArray(list) ? `[${list.join(", ")}]` : describeValue(list), length);
}

function wrongCounts(received: string, length: number): UsageError {
  return new UsageError({
    operation: "repeat",
    received: `repeats ${received} for an axis of length ${length}`,
    expected: "a non-negative integer, or one per element",
    remedy: "give one count, or as many as the axis is long",
  });
}

/** Which element stands at each place is the number of elements that begin up to there, less one. */
function repeatTraced(x: NDArray, counts: NDArray, axis: number, total: number): NDArray {
  if (x.shape[axis] === 0) return x;
  const begins = sub(cumsum(counts), counts);
  const marks = full([total], 0, "int32").at(begins).add(1);
  return take(x, sub(cumsum(marks), 1), axis);
}

/**
 * The whole array several times along each axis.
 *
 * @param repeats - one number per axis, for the last axes if there are fewer; more of them make new axes in front.
 * @example
 * import { array, tile } from "@proj/array";
 * tile(array([1, 2]), [2, 2]); // → [[1, 2, 1, 2], [1, 2, 1, 2]]
 */
export function tile(x: ArrayLike, repeats: number | readonly number[]): NDArray {
  const array = toArray(x, "tile");
  const counts = typeof repeats === "number" ? [repeats] : repeats;
  if (!isIntegerList(counts) || counts.some((count) => count < 0)) {
    throw new UsageError({
      operation: "tile",
      received: `repeats [${[repeats].flat().join(", ")}]`,
      expected: "non-negative integers: one, or one per axis",
      remedy: "give one number, or a list such as [2, 1]",
    });
  }
  const rank = Math.max(array.ndim, counts.length);
  const shape = [...new Array<number>(rank - array.ndim).fill(1), ...array.shape];
  const times = [...new Array<number>(rank - counts.length).fill(1), ...counts];
  const spread = broadcastTo(
    reshape(
      array,
      shape.flatMap((length) => [1, length]),
    ),
    shape.flatMap((length, axis) => [times[axis]!, length]),
  );
  return reshape(
    spread,
    shape.map((length, axis) => length * times[axis]!),
  );
}
