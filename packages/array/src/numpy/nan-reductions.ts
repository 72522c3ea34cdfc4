import { isInexact, partDType } from "../core/types/dtype.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toArray, convert, type ArrayLike } from "../core/operands.ts";
import { readAxisOptions, type AxisOr } from "../core/options.ts";
import { bitwiseNot } from "../lax/unary.ts";
import { divide, sqrt, subtract } from "./arithmetic.ts";
import { greater } from "./comparison.ts";
import { toAverage } from "./elementwise.ts";
import { argmax, argmin, extremumIndexReaders, type ExtremumIndexOptions } from "./argmax.ts";
import {
  all,
  extremumReaders,
  max,
  min,
  prod,
  reductionReaders,
  sum,
  type ExtremumOptions,
  type MaskedReductionOptions,
  type ReductionOptions,
} from "./reduction.ts";
import { where } from "./selection.ts";
import { isnan } from "./special-values.ts";
import {
  ddofOf,
  meanReaders,
  squaredLength,
  varianceReaders,
  type MeanOptions,
  type VarianceOptions,
} from "./statistics.ts";

/** The array with a number where it is NaN; integers and booleans never are. */
const present = (array: NDArray, missing: number): NDArray =>
  isInexact(array.dtype) ? where(isnan(array), missing, array) : array;

/**
 * The sum over axes with NaN counted as 0.
 *
 * @param options - the axes alone, or {@link ReductionOptions}; default all axes.
 * @example
 * import { array, nansum } from "@proj/array";
 * nansum(array([1, NaN, 2])); // → 3
 */
export function nansum(x: ArrayLike, options?: AxisOr<ReductionOptions>): NDArray {
  const array = toArray(x, "nansum");
  return sum(present(array, 0), readAxisOptions<ReductionOptions>("nansum", options, reductionReaders));
}

/**
 * The product over axes with NaN counted as 1.
 *
 * @param options - the axes alone, or {@link ReductionOptions}; default all axes.
 * @example
 * import { array, nanprod } from "@proj/array";
 * nanprod(array([2, NaN, 3])); // → 6
 */
export function nanprod(x: ArrayLike, options?: AxisOr<ReductionOptions>): NDArray {
  const array = toArray(x, "nanprod");
  return prod(present(array, 1), readAxisOptions<ReductionOptions>("nanprod", options, reductionReaders));
}

/** How many elements over the axes are not NaN. */
const countPresent = (array: NDArray, options: MaskedReductionOptions): NDArray =>
  sum(bitwiseNot(isnan(array)), options);

/**
 * The mean over axes of what is not NaN; NaN where nothing is left.
 *
 * @param options - the axes alone, or {@link MeanOptions}; default all axes.
 * @example
 * import { array, nanmean } from "@proj/array";
 * nanmean(array([1, NaN, 2])); // → 1.5
 */
export function nanmean(x: ArrayLike, options?: AxisOr<MeanOptions>): NDArray {
  const { dtype, ...folding } = readAxisOptions<MeanOptions>("nanmean", options, meanReaders);
  const { array, result } = toAverage(toArray(x, "nanmean"), dtype);
  return convert(divide(nansum(array, folding), countPresent(array, folding)), result);
}

/**
 * The variance over axes of what is not NaN; NaN where too little is left.
 *
 * @param options - the axes alone, or {@link VarianceOptions}; default all axes.
 * @example
 * import { array, nanvar } from "@proj/array";
 * nanvar(array([1, NaN, 3])); // → 1
 */
export function nanvar(x: ArrayLike, options?: AxisOr<VarianceOptions>): NDArray {
  return spread("nanvar", x, options, (variance) => variance);
}

/**
 * The standard deviation over axes of what is not NaN.
 *
 * @param options - the axes alone, or {@link VarianceOptions}; default all axes.
 * @example
 * import { array, nanstd } from "@proj/array";
 * nanstd(array([1, NaN, 3])); // → 1
 */
export function nanstd(x: ArrayLike, options?: AxisOr<VarianceOptions>): NDArray {
  return spread("nanstd", x, options, sqrt);
}

/** What `finish` makes of the variance, in the dtype of the result. */
function spread(
  operation: "nanvar" | "nanstd",
  x: ArrayLike,
  argument: AxisOr<VarianceOptions> | undefined,
  finish: (variance: NDArray) => NDArray,
): NDArray {
  const read = readAxisOptions<VarianceOptions>(operation, argument, varianceReaders);
  const { dtype, ddof, correction, mean: known, ...folding } = read;
  const { array, result } = toAverage(toArray(x, operation), dtype);
  const centre = known ?? nanmean(array, { ...folding, keepdims: true });
  const squares = sum(squaredLength(where(isnan(array), 0, subtract(array, centre))), folding);
  const freedom = subtract(countPresent(array, folding), ddofOf(operation, ddof, correction));
  const enough = greater(freedom, 0);
  return convert(finish(divide(where(enough, squares, NaN), where(enough, freedom, 1))), partDType(result));
}

/** What to compare with where an element is NaN, and the reduction of the rest. */
const extrema = {
  nanmax: { extremum: max, worst: -Infinity },
  nanmin: { extremum: min, worst: Infinity },
} as const;

function nanExtremum(
  operation: "nanmax" | "nanmin",
  x: ArrayLike,
  argument: AxisOr<ExtremumOptions> | undefined,
): NDArray {
  const options = readAxisOptions<ExtremumOptions>(operation, argument, extremumReaders);
  const { extremum, worst } = extrema[operation];
  const array = toArray(x, operation);
  if (!isInexact(array.dtype)) return extremum(array, options);
  const missing = isnan(array);
  const result = extremum(where(missing, worst, array), options);
  if (options.initial !== undefined) return result;
  const { axis = null, keepdims = false } = options;
  return where(all(missing, { axis, keepdims }), NaN, result);
}

/**
 * The largest element over axes that is not NaN; NaN where nothing is left.
 *
 * @param options - the axes alone, or {@link ExtremumOptions}; default all axes.
 * @throws UsageError when there is no element to choose from and no `initial`.
 * @example
 * import { array, nanmax } from "@proj/array";
 * nanmax(array([1, NaN, 2])); // → 2
 */
export function nanmax(x: ArrayLike, options?: AxisOr<ExtremumOptions>): NDArray {
  return nanExtremum("nanmax", x, options);
}

/**
 * The smallest element over axes that is not NaN; NaN where nothing is left.
 *
 * @param options - the axes alone, or {@link ExtremumOptions}; default all axes.
 * @throws UsageError when there is no element to choose from and no `initial`.
 * @example
 * import { array, nanmin } from "@proj/array";
 * nanmin(array([1, NaN, 2])); // → 1
 */
export function nanmin(x: ArrayLike, options?: AxisOr<ExtremumOptions>): NDArray {
  return nanExtremum("nanmin", x, options);
}

function nanPlace(
  operation: "nanargmax" | "nanargmin",
  x: ArrayLike,
  argument: AxisOr<ExtremumIndexOptions> | undefined,
): NDArray {
  const options = readAxisOptions<ExtremumIndexOptions>(operation, argument, extremumIndexReaders);
  const array = toArray(x, operation);
  const place = operation === "nanargmax" ? argmax : argmin;
  if (!isInexact(array.dtype)) return place(array, options);
  const missing = isnan(array);
  const found = place(where(missing, operation === "nanargmax" ? -Infinity : Infinity, array), options);
  const { axis = null, keepdims = false } = options;
  return where(all(missing, { axis, keepdims }), -1, found);
}

/**
 * The position, as int32, of the first largest element along an axis that is not NaN; -1 where nothing is left.
 *
 * @param options - the axis alone, or {@link ExtremumIndexOptions}; by default the array is made one axis first.
 * @throws UsageError when there is no element to choose from.
 * @example
 * import { array, nanargmax } from "@proj/array";
 * nanargmax(array([1, NaN, 2])); // → 2
 */
export function nanargmax(x: ArrayLike, options?: AxisOr<ExtremumIndexOptions>): NDArray {
  return nanPlace("nanargmax", x, options);
}

/**
 * The position, as int32, of the first smallest element along an axis that is not NaN; -1 where nothing is left.
 *
 * @param options - the axis alone, or {@link ExtremumIndexOptions}; by default the array is made one axis first.
 * @throws UsageError when there is no element to choose from.
 * @example
 * import { array, nanargmin } from "@proj/array";
 * nanargmin(array([NaN, 3, 2])); // → 2
 */
export function nanargmin(x: ArrayLike, options?: AxisOr<ExtremumIndexOptions>): NDArray {
  return nanPlace("nanargmin", x, options);
}
