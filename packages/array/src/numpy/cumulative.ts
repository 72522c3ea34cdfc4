import type { NDArray } from "../ndarray/ndarray.ts";
import { asArray, type ArrayLike } from "../core/operands.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import { bind } from "../core/trace.ts";
import { toNumber, toStrong } from "./elementwise.ts";
import { ravel } from "./reshaping.ts";

/** Options of running reductions. */
export interface CumulativeOptions {
  /** The axis to run along; by default the array is made one axis first. */
  readonly axis?: number | null;
  /** Run from the end to the beginning; default false. */
  readonly reverse?: boolean;
}

type Cumulative = "cumsum" | "cumprod" | "cummax" | "cummin";

function cumulate(primitive: Cumulative, x: ArrayLike, { axis = null, reverse = false }: CumulativeOptions): NDArray {
  const operand = toStrong(toNumber(asArray(x, primitive)));
  const [array, along] = axis === null ? [ravel(operand), 0] : [operand, normalizeAxis(axis, operand.ndim, primitive)];
  return bind(primitive, [array], { axis: along, reverse })[0];
}

/**
 * Running sums along an axis; booleans count as int32.
 *
 * @example
 * import { array, cumsum } from "@proj/array";
 * cumsum(array([1, 2, 3])); // → [1, 3, 6]
 */
export function cumsum(x: ArrayLike, options: CumulativeOptions = {}): NDArray {
  return cumulate("cumsum", x, options);
}

/**
 * Running products along an axis; booleans count as int32.
 *
 * @example
 * import { array, cumprod } from "@proj/array";
 * cumprod(array([1, 2, 3])); // → [1, 2, 6]
 */
export function cumprod(x: ArrayLike, options: CumulativeOptions = {}): NDArray {
  return cumulate("cumprod", x, options);
}

/**
 * The largest element so far, along an axis.
 *
 * @example
 * import { array, cummax } from "@proj/array";
 * cummax(array([1, 3, 2])); // → [1, 3, 3]
 */
export function cummax(x: ArrayLike, options: CumulativeOptions = {}): NDArray {
  return cumulate("cummax", x, options);
}

/**
 * The smallest element so far, along an axis.
 *
 * @example
 * import { array, cummin } from "@proj/array";
 * cummin(array([3, 1, 2])); // → [3, 1, 1]
 */
export function cummin(x: ArrayLike, options: CumulativeOptions = {}): NDArray {
  return cumulate("cummin", x, options);
}
