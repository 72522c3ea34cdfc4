import { isFloat } from "../core/types/dtype.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { asArray, type ArrayLike } from "../core/operands.ts";
import { divide, sqrt, square, subtract } from "./arithmetic.ts";
import { elementwiseBinary, elementwiseUnary, toFloat } from "./elementwise.ts";
import { any, max, min, prod, sum, type ReductionOptions } from "./reduction.ts";
import { where } from "./selection.ts";
import { isnan } from "./special-values.ts";
import type { VarianceOptions } from "./statistics.ts";

/**
 * The sum over axes with NaN counted as 0.
 *
 * @example
 * import { array, nansum } from "@proj/array";
 * nansum(array([1, NaN, 2])); // → 3
 */
export function nansum(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  const array = asArray(x, "nansum");
  return sum(where(isnan(array), 0, array), options);
}

/**
 * The product over axes with NaN counted as 1.
 *
 * @example
 * import { array, nanprod } from "@proj/array";
 * nanprod(array([2, NaN, 3])); // → 6
 */
export function nanprod(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  const array = asArray(x, "nanprod");
  return prod(where(isnan(array), 1, array), options);
}

/** How many elements over the axes are not NaN. */
const countPresent = (array: NDArray, options: ReductionOptions): NDArray =>
  sum(elementwiseUnary("not", isnan(array)), options);

/**
 * The mean over axes of what is not NaN; NaN where nothing is left.
 *
 * @example
 * import { array, nanmean } from "@proj/array";
 * nanmean(array([1, NaN, 2])); // → 1.5
 */
export function nanmean(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  const array = toFloat(asArray(x, "nanmean"));
  return divide(nansum(array, options), countPresent(array, options));
}

/**
 * The variance over axes of what is not NaN; NaN where too little is left.
 *
 * @example
 * import { array, nanvar } from "@proj/array";
 * nanvar(array([1, NaN, 3])); // → 1
 */
export function nanvar(x: ArrayLike, options: VarianceOptions = {}): NDArray {
  const array = toFloat(asArray(x, "nanvar"));
  const { axis = null, keepdims = false, ddof = 0 } = options;
  const centered = subtract(array, nanmean(array, { axis, keepdims: true }));
  const squares = square(where(isnan(array), 0, centered));
  const freedom = subtract(countPresent(array, { axis, keepdims }), ddof);
  return where(elementwiseBinary("gt", freedom, 0), divide(sum(squares, { axis, keepdims }), freedom), NaN);
}

/**
 * The standard deviation over axes of what is not NaN.
 *
 * @example
 * import { array, nanstd } from "@proj/array";
 * nanstd(array([1, NaN, 3])); // → 1
 */
export function nanstd(x: ArrayLike, options: VarianceOptions = {}): NDArray {
  return sqrt(nanvar(x, options));
}

function nanExtremum(operation: "nanmax" | "nanmin", x: ArrayLike, options: ReductionOptions): NDArray {
  const array = asArray(x, operation);
  const [extremum, worst] = operation === "nanmax" ? [max, -Infinity] : [min, Infinity];
  if (!isFloat(array.dtype)) return extremum(array, options);
  const missing = isnan(array);
  const nothingLeft = elementwiseUnary("not", any(elementwiseUnary("not", missing), options));
  return where(nothingLeft, NaN, extremum(where(missing, worst, array), options));
}

/**
 * The largest element over axes that is not NaN; NaN where nothing is left.
 *
 * @example
 * import { array, nanmax } from "@proj/array";
 * nanmax(array([1, NaN, 2])); // → 2
 */
export function nanmax(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  return nanExtremum("nanmax", x, options);
}

/**
 * The smallest element over axes that is not NaN; NaN where nothing is left.
 *
 * @example
 * import { array, nanmin } from "@proj/array";
 * nanmin(array([1, NaN, 2])); // → 1
 */
export function nanmin(x: ArrayLike, options: ReductionOptions = {}): NDArray {
  return nanExtremum("nanmin", x, options);
}
