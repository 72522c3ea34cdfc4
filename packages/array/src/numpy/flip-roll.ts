import { describeValue, UsageError } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { axesReader, readAxisOptions, type AxesOption, type AxisOr } from "../core/options.ts";
import { isNDArray } from "../core/types/array-brand.ts";
import { isInteger } from "../core/types/dtype.ts";
import { isIntegerList, normalizeAxes, normalizeAxis } from "../core/types/shape.ts";
import { dynamicSliceInDim } from "../lax/dynamic-slice.ts";
import { concatenate, rev } from "../lax/movement.ts";
import { negative, remainder } from "./arithmetic.ts";
import { rearrange } from "./known-positions.ts";
import { ravel, reshape, swapaxes } from "./reshaping.ts";

/**
 * The array in the opposite order along axes.
 *
 * @param options - one axis, several, or {@link AxesOption}; default all.
 * @example
 * import { array, flip } from "@proj/array";
 * flip(array([1, 2, 3])); // → [3, 2, 1]
 */
export function flip(x: ArrayLike, options?: AxisOr<AxesOption>): NDArray {
  const { axis } = readAxisOptions<AxesOption>("flip", options, axesReader);
  const array = toArray(x, "flip");
  return rev(array, normalizeAxes(axis, array.ndim, "flip"));
}

/** The array in the opposite order along an axis that it must have. */
function flipAlong(operation: string, x: ArrayLike, axis: number): NDArray {
  const array = toArray(x, operation);
  if (axis < array.ndim) return rev(array, [axis]);
  throw new UsageError({
    operation,
    received: array.describe(),
    expected: `an array with at least ${axis + 1} ${axis === 0 ? "axis" : "axes"}`,
    remedy: "give it an axis with reshape, or use flip along one that it has",
  });
}

/**
 * The array with its rows from right to left: {@link flip} along the second axis.
 *
 * @param x - an array with at least two axes.
 * @throws UsageError when it has fewer.
 * @example
 * import { array, fliplr } from "@proj/array";
 * fliplr(array([[1, 2], [3, 4]])); // → [[2, 1], [4, 3]]
 */
export function fliplr(x: ArrayLike): NDArray {
  return flipAlong("fliplr", x, 1);
}

/**
 * The array with its rows from bottom to top: {@link flip} along the first axis.
 *
 * @param x - an array with at least one axis.
 * @throws UsageError for a scalar.
 * @example
 * import { array, flipud } from "@proj/array";
 * flipud(array([[1, 2], [3, 4]])); // → [[3, 4], [1, 2]]
 */
export function flipud(x: ArrayLike): NDArray {
  return flipAlong("flipud", x, 0);
}

/**
 * The array moved along axes; what leaves at one end comes in at the other.
 *
 * @param shift - by how many places, to the end if positive; one for all axes or one per axis; the shifts of an
 *   axis that is named twice add up. An integer array, which may be
 *   traced, holds one or several.
 * @param options - one axis, several, or {@link AxesOption}; default: the array is made one axis, moved, and given its shape
 *   again.
 * @throws UsageError for shifts that are not integers, or not as many as axes.
 * @example
 * import { array, roll } from "@proj/array";
 * roll(array([1, 2, 3]), 1); // → [3, 1, 2]
 */
export function roll(x: ArrayLike, shift: number | readonly number[] | NDArray, options?: AxisOr<AxesOption>): NDArray {
  const { axis = null } = readAxisOptions<AxesOption>("roll", options, axesReader);
  const array = toArray(x, "roll");
  const shifts = shiftsOf(shift);
  if (axis === null)
    return reshape(
      shifts.reduce<NDArray>((moved, by) => rollAlong(moved, by, 0), ravel(array)),
      array.shape,
    );
  const axes = (typeof axis === "number" ? [axis] : axis).map((along) => normalizeAxis(along, array.ndim, "roll"));
  const count = shifts.length === 1 ? axes.length : shifts.length;
  if (axes.length !== 1 && axes.length !== count) throw wrongShift(`${shifts.length} shifts for ${axes.length} axes`);
  const each = <T>(list: readonly T[]): readonly T[] => (list.length === 1 ? new Array<T>(count).fill(list[0]!) : list);
  const along = each(axes);
  return each(shifts).reduce<NDArray>((moved, shift, index) => rollAlong(moved, shift, along[index]!), array);
}

function wrongShift(received: string): UsageError {
  return new UsageError({
    operation: "roll",
    received,
    expected: "one integer, or one per axis",
    remedy: "give as many integers as axes, in a list or an integer array",
  });
}

/** The shifts one by one: numbers, or integer scalars. */
function shiftsOf(shift: number | readonly number[] | NDArray): readonly (number | NDArray)[] {
  if (!isNDArray(shift)) {
    const list = typeof shift === "number" ? [shift] : shift;
    if (isIntegerList(list)) return list;
    throw wrongShift(`shifts ${describeValue(shift)}`);
  }
  if (isInteger(shift.dtype) && shift.ndim < 2) return shift.ndim === 0 ? [shift] : [...shift];
  throw wrongShift(`shifts ${shift.describe()}`);
}

function rollAlong(x: NDArray, shift: number | NDArray, axis: number): NDArray {
  const length = x.shape[axis]!;
  if (length === 0) return x;
  if (typeof shift !== "number")
    return dynamicSliceInDim(concatenate([x, x], axis), remainder(negative(shift), length), length, axis);
  const first = ((-shift % length) + length) % length;
  return rearrange(
    x,
    axis,
    Array.from({ length }, (_, place) => (first + place) % length),
  );
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
  const array = toArray(x, "rot90");
  const [first, second, ...more] = normalizeAxes(axes, array.ndim, "rot90");
  if (first === undefined || second === undefined || more.length > 0 || !Number.isInteger(turns)) {
    throw new UsageError({
      operation: "rot90",
      received: `${turns} turns in the plane of axes [${axes.join(", ")}]`,
      expected: "an integer number of turns, and two axes",
      remedy: "give the plane as [0, 1]",
    });
  }
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
