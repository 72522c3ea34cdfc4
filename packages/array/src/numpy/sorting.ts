import { UsageError } from "@proj/tree/core";
import { take } from "../indexing/take.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { asArray, filled, promoteOperands, type ArrayLike } from "../core/operands.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import { bind } from "../core/trace.ts";
import { elementwiseBinary, elementwiseUnary } from "./elementwise.ts";
import { ravel } from "./reshaping.ts";
import { where } from "./selection.ts";
import { isnan } from "./special-values.ts";

/** Options of {@link sort} and {@link argsort}. */
export interface SortOptions {
  /** Default the last; `null` makes the array one axis first. */
  readonly axis?: number | null;
  /** The largest first, NaN before it; default false. */
  readonly descending?: boolean;
}

const flipped = (x: NDArray, axis: number): NDArray => bind("reverse", [x], { dimensions: [axis] })[0];

function alongAxis(operation: string, x: ArrayLike, axis: number | null): [array: NDArray, axis: number] {
  const array = asArray(x, operation);
  return axis === null ? [ravel(array), 0] : [array, normalizeAxis(axis, array.ndim, operation)];
}

/**
 * The elements in ascending order along an axis; NaN last.
 *
 * @example
 * import { array, sort } from "@proj/array";
 * sort(array([3, 1, 2])); // → [1, 2, 3]
 */
export function sort(x: ArrayLike, { axis = -1, descending = false }: SortOptions = {}): NDArray {
  const [array, along] = alongAxis("sort", x, axis);
  const ascending = bind("sort", [array], { dimension: along, numKeys: 1 })[0]!;
  return descending ? flipped(ascending, along) : ascending;
}

/** Sorted elements and where they came from. */
function sortWithPositions(array: NDArray, axis: number, descending: boolean): [sorted: NDArray, positions: NDArray] {
  const positions = bind("iota", [], { dtype: "int32", shape: array.shape, dimension: axis })[0];
  // Equal elements keep their order also when descending: two reversals around the stable sort.
  const operands = descending ? [flipped(array, axis), flipped(positions, axis)] : [array, positions];
  const results = bind("sort", operands, { dimension: axis, numKeys: 1 });
  const [sorted, order] = descending ? results.map((result) => flipped(result, axis)) : results;
  return [sorted!, order!];
}

/**
 * The positions, as int32, from which {@link sort} takes its elements; equal elements keep their order.
 *
 * @example
 * import { argsort, array } from "@proj/array";
 * argsort(array([3, 1, 2])); // → [1, 2, 0]
 */
export function argsort(x: ArrayLike, { axis = -1, descending = false }: SortOptions = {}): NDArray {
  const [array, along] = alongAxis("argsort", x, axis);
  return sortWithPositions(array, along, descending)[1];
}

/**
 * The k largest elements along the last axis, in descending order, and their positions; the first of equal ones first.
 *
 * @throws UsageError when the axis is shorter than k.
 * @example
 * import { array } from "@proj/array";
 * import { topK } from "@proj/array/lax";
 * const [values, positions] = topK(array([3, 1, 4, 1]), 2);
 * positions; // → [2, 0]
 */
export function topK(x: ArrayLike, k: number): [values: NDArray, positions: NDArray] {
  const array = asArray(x, "topK");
  const axis = normalizeAxis(-1, array.ndim, "topK");
  if (!Number.isInteger(k) || k < 0 || k > array.shape[axis]!) {
    throw new UsageError({
      operation: "topK",
      received: `k = ${k} for ${array.describe()}`,
      expected: `an integer from 0 to ${array.shape[axis]!}, the length of the last axis`,
      remedy: "choose a smaller k",
    });
  }
  const cut = (sorted: NDArray): NDArray =>
    bind("slice", [sorted], {
      start: array.shape.map(() => 0),
      limit: array.shape.with(axis, k),
      strides: array.shape.map(() => 1),
    })[0];
  const [values, positions] = sortWithPositions(array, axis, true);
  return [cut(values), cut(positions)];
}

/**
 * Where elements would have to be inserted into a sorted vector to keep it sorted, as int32.
 *
 * @param sorted - a vector in ascending order, NaN last.
 * @param values - of any shape.
 * @param side - `"left"` (the default): before equal elements; `"right"`: after them.
 * @throws UsageError when `sorted` is not a vector.
 * @example
 * import { array, searchsorted } from "@proj/array";
 * searchsorted(array([1, 2, 2, 3]), array([2, 9])); // → [1, 4]
 */
export function searchsorted(
  sorted: ArrayLike,
  values: ArrayLike,
  { side = "left" }: { readonly side?: "left" | "right" } = {},
): NDArray {
  const [vector, wanted] = promoteOperands("searchsorted", [sorted, values]) as [NDArray, NDArray];
  if (vector.ndim !== 1)
    throw new UsageError({
      operation: "searchsorted",
      received: vector.describe(),
      expected: "a sorted vector",
      remedy: "search each line of an array on its own, with vmap",
    });
  // NaN comes after all numbers.
  const isBefore = (element: NDArray): NDArray =>
    side === "left"
      ? elementwiseBinary(
          "or",
          elementwiseBinary("lt", element, wanted),
          elementwiseBinary("and", isnan(wanted), elementwiseUnary("not", isnan(element))),
        )
      : elementwiseBinary("or", elementwiseBinary("le", element, wanted), isnan(wanted));
  // Bisection: the answer lies in [low, high], which every step halves, so the number of steps is known.
  let low = filled(wanted.shape, 0, "int32");
  let high = filled(wanted.shape, vector.length, "int32");
  for (let candidates = vector.length; candidates > 0; candidates = Math.floor(candidates / 2)) {
    const middle = elementwiseBinary("shiftRightLogical", elementwiseBinary("add", low, high), 1);
    const open = elementwiseBinary("lt", low, high);
    const before = isBefore(take(vector, middle, { mode: "clip" }));
    low = where(elementwiseBinary("and", open, before), elementwiseBinary("add", middle, 1), low);
    high = where(elementwiseBinary("and", open, elementwiseUnary("not", before)), middle, high);
  }
  return low;
}
