import type { NDArray } from "../ndarray/ndarray.ts";
import { asArray, type ArrayLike } from "../core/operands.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import { bind } from "../core/trace.ts";
import { keptShape } from "./reduction.ts";
import { ravel, reshape } from "./reshaping.ts";

/** Which axis is searched, and whether it stays with length 1. */
export interface ExtremumIndexOptions {
  /** By default the array is made one axis first. */
  readonly axis?: number | null;
  /** Keep the axis (all axes, if none is given) with length 1; default false. */
  readonly keepdims?: boolean;
}

function extremumIndex(
  primitive: "argmax" | "argmin",
  x: ArrayLike,
  { axis = null, keepdims = false }: ExtremumIndexOptions,
): NDArray {
  const array = asArray(x, primitive);
  const axes = axis === null ? array.shape.map((_, place) => place) : [normalizeAxis(axis, array.ndim, primitive)];
  const result =
    axis === null ? bind(primitive, [ravel(array)], { axis: 0 })[0] : bind(primitive, [array], { axis: axes[0]! })[0];
  return keepdims ? reshape(result, keptShape(array.shape, axes)) : result;
}

/**
 * The position of the first largest element along an axis, as int32; the first NaN if there is one.
 *
 * @throws UsageError when there is no element to choose from.
 * @example
 * import { argmax, array } from "@proj/array";
 * argmax(array([[1, 5], [7, 4]]), { axis: 1 }); // → [1, 0]
 */
export function argmax(x: ArrayLike, options: ExtremumIndexOptions = {}): NDArray {
  return extremumIndex("argmax", x, options);
}

/**
 * The position of the first smallest element along an axis, as int32; the first NaN if there is one.
 *
 * @throws UsageError when there is no element to choose from.
 * @example
 * import { argmin, array } from "@proj/array";
 * argmin(array([3, 1, 2])); // → 1
 */
export function argmin(x: ArrayLike, options: ExtremumIndexOptions = {}): NDArray {
  return extremumIndex("argmin", x, options);
}
