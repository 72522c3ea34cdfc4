import { choiceOption, readOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { axesReader, readAxisOptions, shapeOption, type AxesOption, type AxisOr } from "../core/options.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { normalizeAxes, normalizeAxis, type Shape } from "../core/types/shape.ts";
import * as lax from "../lax/movement.ts";

/** `"C"`: row by row, the last axis fastest; `"F"`: column by column, the first axis fastest. */
export type Order = "C" | "F";

/** In which order {@link reshape} and {@link ravel} take the elements. */
export interface OrderOptions {
  /** Default `"C"`. */
  readonly order?: Order;
}

const orderOption = choiceOption("C", "F");
const orderReaders: OptionReaders<OrderOptions> = { order: orderOption };

/** Reads an order that stands alone or among options. */
function orderOf(operation: string, options: Order | OrderOptions | undefined): Order {
  if (options === undefined) return "C";
  if (typeof options === "string") return orderOption(options, { operation, name: "order" });
  return readOptions<OrderOptions>(operation, options, orderReaders).order ?? "C";
}

/**
 * The same elements, row by row, in another shape.
 *
 * @param shape - the new lengths; one of them may be -1 and is then what remains.
 * @param options - the order alone, or {@link OrderOptions}; default `"C"`.
 * @throws UsageError when the number of elements differs.
 * @example
 * import { array, reshape } from "@proj/array";
 * reshape(array([1, 2, 3, 4]), [2, -1]); // → [[1, 2], [3, 4]]
 */
export function reshape(x: ArrayLike, shape: number | Shape, options?: Order | OrderOptions): NDArray {
  const array = toArray(x, "reshape");
  const target = shapeOption(shape, { operation: "reshape", name: "shape" });
  const open = target.indexOf(-1);
  let resolved = target;
  if (open >= 0) {
    const known = target.reduce((product, length, axis) => (axis === open ? product : product * length), 1);
    const rest = known === 0 ? NaN : array.size / known;
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
  if (orderOf("reshape", options) === "C") return lax.reshape(array, resolved);
  return transpose(lax.reshape(transpose(array), resolved.toReversed()));
}

/**
 * All elements in one axis, row by row.
 *
 * @param options - the order alone, or {@link OrderOptions}; default `"C"`.
 * @example
 * import { array, ravel } from "@proj/array";
 * ravel(array([[1, 2], [3, 4]])); // → [1, 2, 3, 4]
 */
export function ravel(x: ArrayLike, options?: Order | OrderOptions): NDArray {
  const array = toArray(x, "ravel");
  return lax.reshape(orderOf("ravel", options) === "C" ? array : transpose(array), [array.size]);
}

/**
 * The array with its axes in another order.
 *
 * @param axes - the old axis that each new axis is; by default, and for `null`, they are reversed.
 * @example
 * import { array, transpose } from "@proj/array";
 * transpose(array([[1, 2], [3, 4]])); // → [[1, 3], [2, 4]]
 */
export function transpose(x: ArrayLike, axes?: readonly number[] | null): NDArray {
  const array = toArray(x, "transpose");
  return lax.transpose(
    array,
    axes === undefined || axes === null
      ? array.shape.map((_, axis) => array.ndim - 1 - axis)
      : normalizeAxes(shapeOption(axes, { operation: "transpose", name: "axes" }), array.ndim, "transpose"),
  );
}

export { transpose as permuteDims };

/**
 * The array with new axes of length 1 at the given places of the result.
 *
 * @param options - the place of one new axis, of several, or {@link AxesOption}.
 * @example
 * import { array, expandDims } from "@proj/array";
 * expandDims(array([1, 2]), 1); // → [[1], [2]]
 */
export function expandDims(x: ArrayLike, options: AxisOr<AxesOption>): NDArray {
  const { axis } = readAxisOptions<AxesOption>("expandDims", options, axesReader);
  const array = toArray(x, "expandDims");
  const added = typeof axis === "number" ? [axis] : (axis ?? []);
  return lax.expandDims(array, normalizeAxes(added, array.ndim + added.length, "expandDims"));
}

/**
 * The array without axes of length 1: the given ones, or all.
 *
 * @param options - one axis, several, or {@link AxesOption}; default all of length 1.
 * @throws UsageError when a given axis is longer.
 * @example
 * import { array, squeeze } from "@proj/array";
 * squeeze(array([[1, 2]])); // → [1, 2]
 */
export function squeeze(x: ArrayLike, options?: AxisOr<AxesOption>): NDArray {
  const { axis = null } = readAxisOptions<AxesOption>("squeeze", options, axesReader);
  const array = toArray(x, "squeeze");
  const axes =
    axis === null
      ? array.shape.flatMap((length, place) => (length === 1 ? [place] : []))
      : normalizeAxes(axis, array.ndim, "squeeze");
  const wrong = axes.find((place) => array.shape[place] !== 1);
  if (wrong !== undefined) {
    throw new UsageError({
      operation: "squeeze",
      received: `axis ${wrong} of ${array.describe()}`,
      expected: "axes of length 1",
      remedy: "leave the axis out, or reduce it first",
    });
  }
  return lax.squeeze(array, axes);
}

/**
 * The array with two axes exchanged.
 *
 * @example
 * import { array, swapaxes } from "@proj/array";
 * swapaxes(array([[1, 2], [3, 4]]), 0, 1); // → [[1, 3], [2, 4]]
 */
export function swapaxes(x: ArrayLike, axis1: number, axis2: number): NDArray {
  const array = toArray(x, "swapaxes");
  const first = normalizeAxis(axis1, array.ndim, "swapaxes");
  const second = normalizeAxis(axis2, array.ndim, "swapaxes");
  return lax.transpose(
    array,
    array.shape.map((_, axis) => (axis === first ? second : axis === second ? first : axis)),
  );
}

/**
 * The array with some axes moved to other places; the rest keep their order.
 *
 * @param source - the axes to move.
 * @param destination - where each of them goes, counted in the result.
 * @throws UsageError when the two lists differ in length.
 * @example
 * import { moveaxis, zeros } from "@proj/array";
 * moveaxis(zeros([2, 3, 4]), 0, -1).shape; // → [3, 4, 2]
 */
export function moveaxis(
  x: ArrayLike,
  source: number | readonly number[],
  destination: number | readonly number[],
): NDArray {
  const array = toArray(x, "moveaxis");
  const from = normalizeAxes(source, array.ndim, "moveaxis");
  const to = normalizeAxes(destination, array.ndim, "moveaxis");
  if (from.length !== to.length) {
    throw new UsageError({
      operation: "moveaxis",
      received: `${from.length} axes to move and ${to.length} places`,
      expected: "one place per axis",
      remedy: "give lists of equal length",
    });
  }
  const rest = array.shape.flatMap((_, axis) => (from.includes(axis) ? [] : [axis]));
  return lax.transpose(
    array,
    array.shape.map((_, place) => (to.includes(place) ? from[to.indexOf(place)]! : rest.shift()!)),
  );
}

/**
 * The array with one axis moved before another; {@link moveaxis} is easier to read.
 *
 * @param axis - the axis to move.
 * @param start - before which axis it goes; default 0, the first place.
 * @throws UsageError for axes that the array lacks.
 * @example
 * import { rollaxis, zeros } from "@proj/array";
 * rollaxis(zeros([2, 3, 4]), 2, 1).shape; // → [2, 4, 3]
 */
export function rollaxis(x: ArrayLike, axis: number, start = 0): NDArray {
  const array = toArray(x, "rollaxis");
  const from = normalizeAxis(axis, array.ndim, "rollaxis");
  // A place behind the last axis is one that no axis has.
  const before = normalizeAxis(start, start < 0 ? array.ndim : array.ndim + 1, "rollaxis");
  return moveaxis(array, from, before > from ? before - 1 : before);
}

/**
 * Matrices on the last two axes with rows and columns exchanged.
 *
 * @throws UsageError for an array with fewer than two axes.
 * @example
 * import { array, matrixTranspose } from "@proj/array";
 * matrixTranspose(array([[1, 2], [3, 4]])); // → [[1, 3], [2, 4]]
 */
export function matrixTranspose(x: ArrayLike): NDArray {
  const array = toArray(x, "matrixTranspose");
  if (array.ndim >= 2) return swapaxes(array, -1, -2);
  throw new UsageError({
    operation: "matrixTranspose",
    received: array.describe(),
    expected: "an array with at least two axes",
    remedy: "insert an axis with expandDims, or reshape",
  });
}

function withRank(x: ArrayLike, operation: string, shapes: readonly ((shape: Shape) => Shape)[]): NDArray {
  const array = toArray(x, operation);
  const complete = shapes[array.ndim];
  return complete === undefined ? array : lax.reshape(array, complete(array.shape));
}

/**
 * The array with at least one axis.
 *
 * @example
 * import { atleast1d } from "@proj/array";
 * atleast1d(5); // → [5]
 */
export function atleast1d(x: ArrayLike): NDArray {
  return withRank(x, "atleast1d", [() => [1]]);
}

/**
 * The array with at least two axes; a vector becomes a row.
 *
 * @example
 * import { array, atleast2d } from "@proj/array";
 * atleast2d(array([1, 2])); // → [[1, 2]]
 */
export function atleast2d(x: ArrayLike): NDArray {
  return withRank(x, "atleast2d", [() => [1, 1], (shape) => [1, ...shape]]);
}

/**
 * The array with at least three axes; a vector goes in the middle, a matrix in front.
 *
 * @example
 * import { array, atleast3d } from "@proj/array";
 * atleast3d(array([1, 2])).shape; // → [1, 2, 1]
 */
export function atleast3d(x: ArrayLike): NDArray {
  return withRank(x, "atleast3d", [() => [1, 1, 1], (shape) => [1, ...shape, 1], (shape) => [...shape, 1]]);
}
