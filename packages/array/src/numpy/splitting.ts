import { describeValue, UsageError } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { axisReader, readAxisOptions, type AxisOption, type AxisOr } from "../core/options.ts";
import { isIntegerList, normalizeAxis } from "../core/types/shape.ts";
import * as lax from "../lax/movement.ts";

/** Cuts before each of the given positions, as slices of a list do: positions beyond the end give empty parts. */
function splitAt(operation: string, array: NDArray, positions: readonly number[], axis: number): readonly NDArray[] {
  if (!isIntegerList(positions)) {
    throw new UsageError({
      operation,
      received: `positions ${describeValue(positions)}`,
      expected: "a number of parts, or a list of integers",
      remedy: "give the positions before which to cut, such as [2, 5]",
    });
  }
  const length = array.shape[axis]!;
  const cuts = [
    0,
    ...positions.map((position) => Math.min(Math.max(position < 0 ? position + length : position, 0), length)),
    length,
  ];
  const sizes = cuts.slice(1).map((cut, part) => Math.max(0, cut - cuts[part]!));
  if (sizes.reduce((total, size) => total + size, 0) !== length) {
    throw new UsageError({
      operation,
      received: `positions [${positions.join(", ")}] on an axis of length ${length}`,
      expected: "positions in ascending order",
      remedy: "sort the positions",
    });
  }
  return lax.split(array, sizes, axis);
}

/**
 * The array cut along an axis.
 *
 * @param sections - how many equal parts, or the positions before which to cut: as NumPy takes them, negative ones count from
 *   the end, and there are empty parts beyond it.
 * @param options - the axis alone, or {@link AxisOption}; default axis 0.
 * @throws UsageError when equal parts are not possible.
 * @example
 * import { arange, split } from "@proj/array";
 * const [a, b] = split(arange(5), [2]);
 * b; // → [2, 3, 4]
 */
export function split(
  x: ArrayLike,
  sections: number | readonly number[],
  options?: AxisOr<AxisOption>,
): readonly NDArray[] {
  const { axis = 0 } = readAxisOptions<AxisOption>("split", options, axisReader);
  const array = toArray(x, "split");
  return cut("split", array, sections, normalizeAxis(axis, array.ndim, "split"));
}

/** Equal parts along an axis, or parts between positions. */
function cut(
  operation: string,
  array: NDArray,
  sections: number | readonly number[],
  along: number,
): readonly NDArray[] {
  if (typeof sections !== "number") return splitAt(operation, array, sections, along);
  const length = array.shape[along]!;
  if (!Number.isInteger(sections) || sections < 1 || length % sections !== 0) {
    throw new UsageError({
      operation,
      received: `${sections} sections of an axis of length ${length}`,
      expected: "a number of sections that divides the length",
      remedy: "use arraySplit for parts of unequal length, or give the positions before which to cut",
    });
  }
  return lax.split(array, new Array<number>(sections).fill(length / sections), along);
}

/**
 * The array cut along an axis into parts that differ in length by at most 1, the longer ones first.
 *
 * @param sections - how many parts, or the positions before which to cut, as {@link split} takes them.
 * @param options - the axis alone, or {@link AxisOption}; default axis 0.
 * @example
 * import { arange, arraySplit } from "@proj/array";
 * arraySplit(arange(5), 2).map((part) => part.length); // → [3, 2]
 */
export function arraySplit(
  x: ArrayLike,
  sections: number | readonly number[],
  options?: AxisOr<AxisOption>,
): readonly NDArray[] {
  const { axis = 0 } = readAxisOptions<AxisOption>("arraySplit", options, axisReader);
  const array = toArray(x, "arraySplit");
  const along = normalizeAxis(axis, array.ndim, "arraySplit");
  if (typeof sections !== "number") return splitAt("arraySplit", array, sections, along);
  const length = array.shape[along]!;
  if (!Number.isInteger(sections) || sections < 1) {
    throw new UsageError({
      operation: "arraySplit",
      received: `${sections} sections`,
      expected: "a positive integer",
      remedy: "give the number of parts",
    });
  }
  const sizes = Array.from(
    { length: sections },
    (_, part) => Math.floor(length / sections) + (part < length % sections ? 1 : 0),
  );
  return lax.split(array, sizes, along);
}

/** Parts along one axis of an array that must have enough axes. */
function cutAlong(
  operation: string,
  x: ArrayLike,
  sections: number | readonly number[],
  rank: number,
  along: (array: NDArray) => number,
): readonly NDArray[] {
  const array = toArray(x, operation);
  if (array.ndim >= rank) return cut(operation, array, sections, along(array));
  throw new UsageError({
    operation,
    received: array.describe(),
    expected: `an array with at least ${rank} ${rank === 1 ? "axis" : "axes"}`,
    remedy: "give it axes with reshape, or use split along an axis that it has",
  });
}

/**
 * The array cut from top to bottom: {@link split} along the first axis.
 *
 * @param x - an array with at least two axes.
 * @param sections - how many equal parts, or the positions before which to cut.
 * @throws UsageError when the array has too few axes, and when equal parts are not possible.
 * @example
 * import { array, vsplit } from "@proj/array";
 * vsplit(array([[1, 2], [3, 4]]), 2); // → [[[1, 2]], [[3, 4]]]
 */
export function vsplit(x: ArrayLike, sections: number | readonly number[]): readonly NDArray[] {
  return cutAlong("vsplit", x, sections, 2, () => 0);
}

/**
 * The array cut from left to right: {@link split} along the second axis, or the only one.
 *
 * @param x - an array with at least one axis.
 * @param sections - how many equal parts, or the positions before which to cut.
 * @throws UsageError when the array has too few axes, and when equal parts are not possible.
 * @example
 * import { array, hsplit } from "@proj/array";
 * hsplit(array([[1, 2], [3, 4]]), 2); // → [[[1], [3]], [[2], [4]]]
 */
export function hsplit(x: ArrayLike, sections: number | readonly number[]): readonly NDArray[] {
  return cutAlong("hsplit", x, sections, 1, (array) => (array.ndim === 1 ? 0 : 1));
}

/**
 * The array cut in depth: {@link split} along the third axis.
 *
 * @param x - an array with at least three axes.
 * @param sections - how many equal parts, or the positions before which to cut.
 * @throws UsageError when the array has too few axes, and when equal parts are not possible.
 * @example
 * import { dsplit, zeros } from "@proj/array";
 * dsplit(zeros([2, 2, 4]), 2).map((part) => part.shape); // → [[2, 2, 2], [2, 2, 2]]
 */
export function dsplit(x: ArrayLike, sections: number | readonly number[]): readonly NDArray[] {
  return cutAlong("dsplit", x, sections, 3, () => 2);
}

/**
 * What lies at each position of an axis, without that axis; the inverse of `stack`.
 *
 * @param options - the axis alone, or {@link AxisOption}; default axis 0.
 * @throws UsageError for a scalar, and for an axis that the array lacks.
 * @example
 * import { array, unstack } from "@proj/array";
 * unstack(array([[1, 2], [3, 4]]), 1); // → [[1, 3], [2, 4]]
 */
export function unstack(x: ArrayLike, options?: AxisOr<AxisOption>): readonly NDArray[] {
  const { axis = 0 } = readAxisOptions<AxisOption>("unstack", options, axisReader);
  const array = toArray(x, "unstack");
  const along = normalizeAxis(axis, array.ndim, "unstack");
  return Array.from({ length: array.shape[along]! }, (_, place) =>
    lax.squeeze(lax.sliceInDim(array, place, place + 1, 1, along), [along]),
  );
}
