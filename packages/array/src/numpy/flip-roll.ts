import { UsageError } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import { asArray, type ArrayLike } from "../core/operands.ts";
import { normalizeAxes } from "../core/types/shape.ts";
import { bind } from "../core/trace.ts";
import { rearrange } from "./known-positions.ts";
import { ravel, reshape, swapaxes } from "./reshaping.ts";

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
