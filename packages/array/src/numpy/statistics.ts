import { numberOption, UsageError, type OptionReaders } from "@proj/tree/core";
import { toArray, broadcastTo, convert, type ArrayLike } from "../core/operands.ts";
import { arrayOption, dtypeOption, readAxisOptions, type AxisOr } from "../core/options.ts";
import { isComplexDType, partDType, type DType } from "../core/types/dtype.ts";
import { stretchedShape } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { divide, sqrt, square, subtract } from "./arithmetic.ts";
import { greater } from "./comparison.ts";
import { toAverage } from "./elementwise.ts";
import { countOver, maskedReaders, sum, type MaskedReductionOptions } from "./reduction.ts";
import { where } from "./selection.ts";

/** Options of {@link mean}. */
export interface MeanOptions extends MaskedReductionOptions {
  /** The dtype of the result; default that of the array, float32 for integers and booleans. Halves are added up in float32. */
  readonly dtype?: DType;
}

export const meanReaders: OptionReaders<MeanOptions> = { ...maskedReaders, dtype: dtypeOption };

/** How many elements take part in each result: a number, or an array where a mask decides. */
function countOf(operation: string, x: NDArray, { where, ...options }: MaskedReductionOptions): number | NDArray {
  if (where === undefined) return countOver(x, options.axis, operation);
  const mask = toArray(where, operation);
  const taking = broadcastTo(mask, stretchedShape(operation, x.shape, mask.shape));
  return sum(convert(convert(taking, "bool"), "int32"), options);
}

/**
 * The arithmetic mean over axes, as a float. The mean of nothing is NaN.
 *
 * @param options - the axes alone, or {@link MeanOptions}; default all axes.
 * @example
 * import { array, mean } from "@proj/array";
 * mean(array([[1, 2], [3, 6]]), 1); // → [1.5, 4.5]
 */
export function mean(x: ArrayLike, options?: AxisOr<MeanOptions>): NDArray {
  const { dtype, ...folding } = readAxisOptions<MeanOptions>("mean", options, meanReaders);
  const { array, result } = toAverage(toArray(x, "mean"), dtype);
  return convert(divide(sum(array, folding), countOf("mean", array, folding)), result);
}

/** Options of {@link variance} and {@link std}. */
export interface VarianceOptions extends MeanOptions {
  /** What is subtracted from the number of elements in the denominator: 1 for the unbiased estimate; default 0. */
  readonly ddof?: number;
  /** The name of `ddof` in the array API standard. */
  readonly correction?: number;
  /** The mean where it is known already, with the axes kept. */
  readonly mean?: ArrayLike;
}

export const varianceReaders: OptionReaders<VarianceOptions> = {
  ...meanReaders,
  ddof: numberOption,
  correction: numberOption,
  mean: arrayOption,
};

/** What is subtracted from the number of elements, under whichever of its two names it came. */
export function ddofOf(operation: string, ddof: number | undefined, correction: number | undefined): number {
  if (ddof === undefined || correction === undefined) return ddof ?? correction ?? 0;
  throw new UsageError({
    operation,
    received: `ddof: ${ddof} and correction: ${correction}`,
    expected: "one of them: they are two names of the same number",
    remedy: "leave one out",
  });
}

/** |x|², a real number. */
export const squaredLength = (x: NDArray): NDArray =>
  isComplexDType(x.dtype) ? lax.real(lax.mul(x, lax.conj(x))) : square(x);

/** What `finish` makes of the variance, in the dtype of the result. */
function spread(
  operation: "var" | "std",
  x: ArrayLike,
  argument: AxisOr<VarianceOptions> | undefined,
  finish: (variance: NDArray) => NDArray,
): NDArray {
  const read = readAxisOptions<VarianceOptions>(operation, argument, varianceReaders);
  const { dtype, ddof, correction, mean: known, ...folding } = read;
  const { array, result } = toAverage(toArray(x, operation), dtype);
  const centre = known ?? mean(array, { ...folding, keepdims: true });
  const squares = sum(squaredLength(subtract(array, centre)), folding);
  const count = countOf(operation, array, folding);
  const taken = ddofOf(operation, ddof, correction);
  const freedom = typeof count === "number" ? count - taken : subtract(count, taken);
  const average = divide(squares, freedom);
  // Without degrees of freedom there is no estimate.
  const isKnown = typeof freedom === "number" ? freedom > 0 : greater(freedom, 0);
  return convert(finish(isKnown === true ? average : where(isKnown, average, NaN)), partDType(result));
}

/**
 * The variance over axes: the mean square of the distance from the mean.
 *
 * Also exported as `var`, which JavaScript takes as a name in `np.var(x)` only.
 *
 * Without degrees of freedom, where `ddof` is at least the number of elements, it is NaN.
 *
 * @param options - the axes alone, or {@link VarianceOptions}; default all axes.
 * @example
 * import { array, variance } from "@proj/array";
 * variance(array([1, 2, 3, 4])); // → 1.25
 */
export function variance(x: ArrayLike, options?: AxisOr<VarianceOptions>): NDArray {
  return spread("var", x, options, (variance) => variance);
}

export { variance as var };

/**
 * The standard deviation over axes, the root of the {@link variance}.
 *
 * @param options - the axes alone, or {@link VarianceOptions}; default all axes.
 * @example
 * import { array, std } from "@proj/array";
 * std(array([1, 3]), { ddof: 1 }); // ≈ 1.4142
 */
export function std(x: ArrayLike, options?: AxisOr<VarianceOptions>): NDArray {
  return spread("std", x, options, sqrt);
}
