import { UsageError } from "../errors.ts";
import type { NDArray } from "../ndarray.ts";
import { asArray, broadcastTo, type ArrayLike } from "../operands.ts";
import { normalizeAxes, normalizeAxis, type Shape } from "../shape.ts";
import { bind } from "../trace.ts";
import { concatenate } from "./joining.ts";
import { expandDims, ravel, reshape, swapaxes } from "./reshaping.ts";

/**
 * The array in the opposite order along axes.
 *
 * @param axis - one axis or several; default all.
 * @example
 * import { array, flip } from "@proj/array";
 * flip(array([1, 2, 3])); // → [3, 2, 1]
 */
export function flip(x: ArrayLike, axis: number | readonly number[] | null = null): NDArray {
  const array = asArray(x, "flip");
  const dimensions = normalizeAxes(axis, array.ndim, "flip");
  return dimensions.length === 0 ? array : bind("reverse", [array], { dimensions })[0];
}

/** Neighbouring positions that one slice, reversed slice or repetition gives. */
interface Run {
  readonly first: number;
  readonly count: number;
  readonly step: 1 | 0 | -1;
}

function runsOf(positions: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (let begin = 0; begin < positions.length;) {
    const first = positions[begin]!;
    const difference = (positions[begin + 1] ?? NaN) - first;
    const step = difference === 1 || difference === 0 || difference === -1 ? difference : 1;
    let count = 1;
    while (positions[begin + count] === first + count * step) count++;
    runs.push({ first, count, step });
    begin += count;
  }
  return runs;
}

/** The elements at known positions of an axis, joined from as few slices as possible. */
function rearrange(x: NDArray, axis: number, positions: readonly number[]): NDArray {
  const cut = (first: number, count: number): NDArray =>
    first === 0 && count === x.shape[axis]
      ? x
      : bind("slice", [x], {
          start: x.shape.map((_, other) => (other === axis ? first : 0)),
          limit: x.shape.with(axis, first + count),
          strides: x.shape.map(() => 1),
        })[0];
  const piece = ({ first, count, step }: Run): NDArray => {
    if (step === 0) return broadcastTo(cut(first, 1), x.shape.with(axis, count));
    return step === 1 ? cut(first, count) : flip(cut(first - count + 1, count), axis);
  };
  return positions.length === 0 ? cut(0, 0) : concatenate(runsOf(positions).map(piece), axis);
}

/**
 * The array moved along axes; what leaves at one end comes in at the other.
 *
 * @param shift - by how many places, to the end if positive; one number for all axes or one per axis.
 * @param axis - default: the array is made one axis, moved, and given its shape again.
 * @example
 * import { array, roll } from "@proj/array";
 * roll(array([1, 2, 3]), 1); // → [3, 1, 2]
 */
export function roll(
  x: ArrayLike,
  shift: number | readonly number[],
  axis: number | readonly number[] | null = null,
): NDArray {
  const array = asArray(x, "roll");
  if (axis === null)
    return reshape(
      roll(ravel(array), typeof shift === "number" ? shift : shift.reduce((a, b) => a + b, 0), 0),
      array.shape,
    );
  const axes = normalizeAxes(axis, array.ndim, "roll");
  const shifts = typeof shift === "number" ? axes.map(() => shift) : shift;
  if (shifts.length !== axes.length || !shifts.every(Number.isInteger)) {
    throw new UsageError({
      operation: "roll",
      received: `shifts [${shifts.join(", ")}] for ${axes.length} axes`,
      expected: "one integer, or one per axis",
      remedy: "give lists of equal length; for a traced shift use take with computed positions",
    });
  }
  return axes.reduce((moved, along, index) => {
    const length = array.shape[along]!;
    return rearrange(
      moved,
      along,
      Array.from({ length }, (_, place) => (((place - shifts[index]!) % length) + length) % length),
    );
  }, array);
}

/**
 * Matrices turned by quarter turns, from the first axis towards the second.
 *
 * @param turns - how many; default 1.
 * @param axes - the plane; default the first two axes.
 * @example
 * import { array, rot90 } from "@proj/array";
 * rot90(array([[1, 2], [3, 4]])); // → [[2, 4], [1, 3]]
 */
export function rot90(x: ArrayLike, turns = 1, axes: readonly [number, number] = [0, 1]): NDArray {
  const array = asArray(x, "rot90");
  const [first, second] = normalizeAxes(axes, array.ndim, "rot90") as [number, number];
  switch (((turns % 4) + 4) % 4) {
    case 0:
      return array;
    case 1:
      return flip(swapaxes(array, first, second), first);
    case 2:
      return flip(array, [first, second]);
    default:
      return flip(swapaxes(array, first, second), second);
  }
}

/**
 * Each element several times in a row.
 *
 * @param repeats - how many times; one number, or one per element along the axis.
 * @param axis - by default the array is made one axis first.
 * @throws UsageError when the counts do not match the axis.
 * @example
 * import { array, repeat } from "@proj/array";
 * repeat(array([1, 2]), 2); // → [1, 1, 2, 2]
 */
export function repeat(x: ArrayLike, repeats: number | readonly number[], axis: number | null = null): NDArray {
  const source = asArray(x, "repeat");
  const array = axis === null ? ravel(source) : source;
  const along = axis === null ? 0 : normalizeAxis(axis, array.ndim, "repeat");
  const length = array.shape[along]!;
  const counts = typeof repeats === "number" ? [repeats] : repeats;
  if (
    !counts.every((count) => Number.isInteger(count) && count >= 0) ||
    (typeof repeats !== "number" && counts.length !== length)
  ) {
    throw new UsageError({
      operation: "repeat",
      received: `repeats [${counts.join(", ")}] for an axis of length ${length}`,
      expected: "a non-negative integer, or one per element",
      remedy: "give one count, or as many as the axis is long",
    });
  }
  if (typeof repeats === "number") {
    const spread = broadcastTo(expandDims(array, along + 1), array.shape.toSpliced(along + 1, 0, repeats));
    return reshape(spread, array.shape.with(along, length * repeats));
  }
  return rearrange(
    array,
    along,
    counts.flatMap((count, place) => new Array<number>(count).fill(place)),
  );
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
  const array = asArray(x, "tile");
  const counts = typeof repeats === "number" ? [repeats] : repeats;
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

/** How many elements {@link pad} adds: at both ends of every axis, before and after on every axis, or that for each axis. */
export type PadWidth =
  number | readonly [before: number, after: number] | readonly (readonly [before: number, after: number])[];

/** What {@link pad} adds. */
export interface PadOptions {
  /**
   * - `"constant"` (the default): one value;
   * - `"edge"`: the first and the last element;
   * - `"reflect"`: the mirror image without the edge, `3 2 | 1 2 3 | 2 1`;
   * - `"symmetric"`: the mirror image with the edge, `2 1 | 1 2 3 | 3 2`;
   * - `"wrap"`: the other end, `2 3 | 1 2 3 | 1 2`.
   */
  readonly mode?: "constant" | "edge" | "reflect" | "symmetric" | "wrap";
  /** For `"constant"`: a scalar; default 0. */
  readonly constantValue?: ArrayLike;
}

function widthsOf(width: PadWidth, shape: Shape): (readonly [number, number])[] {
  const widths =
    typeof width === "number"
      ? shape.map(() => [width, width] as const)
      : typeof width[0] === "number"
        ? shape.map(() => width as readonly [number, number])
        : (width as readonly (readonly [number, number])[]);
  const perAxis = widths.length === 1 ? shape.map(() => widths[0]!) : widths;
  if (perAxis.length === shape.length && perAxis.flat().every((count) => Number.isInteger(count) && count >= 0))
    return [...perAxis];
  throw new UsageError({
    operation: "pad",
    received: `widths ${JSON.stringify(width)} for ${shape.length} axes`,
    expected: "non-negative integers: one number, one pair, or one pair per axis",
    remedy: "write [[before, after], …] with one pair per axis",
  });
}

/** Which element stands at a position beyond the ends; n is the length, at least 1. */
const continuations = {
  edge: (position: number, n: number) => Math.min(Math.max(position, 0), n - 1),
  wrap: (position: number, n: number) => ((position % n) + n) % n,
  symmetric: (position: number, n: number) => {
    const place = ((position % (2 * n)) + 2 * n) % (2 * n);
    return place < n ? place : 2 * n - 1 - place;
  },
  reflect: (position: number, n: number) => {
    if (n === 1) return 0;
    const period = 2 * n - 2;
    const place = ((position % period) + period) % period;
    return place < n ? place : period - place;
  },
};

/**
 * The array with elements added around it.
 *
 * @throws UsageError for negative widths, and when there is nothing to continue.
 * @example
 * import { array, pad } from "@proj/array";
 * pad(array([1, 2, 3]), 2); // → [0, 0, 1, 2, 3, 0, 0]
 * pad(array([1, 2, 3]), [0, 2], { mode: "reflect" }); // → [1, 2, 3, 2, 1]
 */
export function pad(x: ArrayLike, width: PadWidth, { mode = "constant", constantValue = 0 }: PadOptions = {}): NDArray {
  const array = asArray(x, "pad");
  const widths = widthsOf(width, array.shape);
  if (mode === "constant") {
    const value = asArray(constantValue, "pad").astype(array.dtype);
    return bind("pad", [array, value], {
      low: widths.map(([before]) => before),
      high: widths.map(([, after]) => after),
      interior: widths.map(() => 0),
    })[0];
  }
  return widths.reduce((padded, [before, after], axis) => {
    const length = array.shape[axis]!;
    if (before + after === 0) return padded;
    if (length === 0)
      throw new UsageError({
        operation: "pad",
        received: `${array.describe()} with mode "${mode}"`,
        expected: "at least one element to continue from",
        remedy: 'use mode "constant"',
      });
    const positions = Array.from({ length: before + length + after }, (_, place) =>
      continuations[mode](place - before, length),
    );
    return rearrange(padded, axis, positions);
  }, array);
}
