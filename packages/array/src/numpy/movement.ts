import { UsageError } from "../errors.ts";
import { asArray, type ArrayLike } from "../operands.ts";
import type { NDArray } from "../ndarray.ts";
import { normalizeAxes, normalizeAxis, shapesEqual, sizeOf, type Shape } from "../shape.ts";
import { bind } from "../trace.ts";

/**
 * The same elements, row by row, in another shape.
 *
 * @param shape - the new lengths; one of them may be -1 and is then what remains.
 * @throws UsageError when the number of elements differs.
 */
export function reshape(x: ArrayLike, shape: number | Shape): NDArray {
  const array = asArray(x, "reshape");
  const target = typeof shape === "number" ? [shape] : shape;
  const open = target.indexOf(-1);
  let resolved = target;
  if (open >= 0) {
    const known = target.reduce((product, length, axis) => (axis === open ? product : product * length), 1);
    const rest = array.size / known;
    if (!Number.isInteger(rest) || target.lastIndexOf(-1) !== open) {
      throw new UsageError({
        operation: "reshape",
        received: `${array.describe()} to [${target.join(",")}]`,
        expected: "at most one -1, and lengths that divide the number of elements",
        remedy: "correct the lengths",
      });
    }
    resolved = target.with(open, rest);
  }
  return shapesEqual(array.shape, resolved) ? array : bind("reshape", [array], { shape: resolved })[0];
}

/** All elements in one axis, row by row. */
export function ravel(x: ArrayLike): NDArray {
  const array = asArray(x, "ravel");
  return reshape(array, [sizeOf(array.shape)]);
}

/**
 * The array with its axes in another order.
 *
 * @param axes - the old axis that each new axis is; by default they are reversed.
 */
export function transpose(x: ArrayLike, axes?: readonly number[]): NDArray {
  const array = asArray(x, "transpose");
  const permutation = axes === undefined ? array.shape.map((_, axis) => array.ndim - 1 - axis) : axes.map((axis) => normalizeAxis(axis, array.ndim, "transpose"));
  if (permutation.length === array.ndim && permutation.every((axis, position) => axis === position)) return array;
  return bind("transpose", [array], { permutation })[0];
}

/** The array with new axes of length 1 at the given places of the result. */
export function expandDims(x: ArrayLike, axis: number | readonly number[]): NDArray {
  const array = asArray(x, "expandDims");
  const added = typeof axis === "number" ? [axis] : axis;
  const rank = array.ndim + added.length;
  const places = new Set(normalizeAxes(added, rank, "expandDims"));
  const rest = [...array.shape];
  return reshape(array, Array.from({ length: rank }, (_, place) => (places.has(place) ? 1 : rest.shift()!)));
}

/** The array without axes of length 1: the given ones, or all. */
export function squeeze(x: ArrayLike, axis?: number | readonly number[]): NDArray {
  const array = asArray(x, "squeeze");
  const axes = axis === undefined ? array.shape.flatMap((length, place) => (length === 1 ? [place] : [])) : normalizeAxes(axis, array.ndim, "squeeze");
  const wrong = axes.find((place) => array.shape[place] !== 1);
  if (wrong !== undefined) {
    throw new UsageError({
      operation: "squeeze",
      received: `axis ${wrong} of ${array.describe()}`,
      expected: "axes of length 1",
      remedy: "leave the axis out, or reduce it first",
    });
  }
  return reshape(
    array,
    array.shape.filter((_, place) => !axes.includes(place)),
  );
}
