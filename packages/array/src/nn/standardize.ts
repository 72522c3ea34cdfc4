import { choiceOption, numberOption, type OptionReaders } from "@proj/tree/core";
import { convert, toArray, type ArrayLike } from "../core/operands.ts";
import { arrayOption, axesOption, readAxisOptions, type Axes, type AxisOr } from "../core/options.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { add, multiply, square, subtract } from "../numpy/arithmetic.ts";
import { real, toFloat, widened } from "../numpy/elementwise.ts";
import { maximum } from "../numpy/selection.ts";
import { mean as meanOf, variance as varianceOf } from "../numpy/statistics.ts";

/** Options of {@link standardize}. */
export interface StandardizeOptions {
  /** The axes along which mean and variance are taken; default the last, `null` for all. */
  readonly axis?: Axes;
  /** The mean; default that of the array. */
  readonly mean?: ArrayLike;
  /** The variance; default that of the array. */
  readonly variance?: ArrayLike;
  /** What is added to the variance; default 1e-5. */
  readonly epsilon?: number;
  /** Which elements mean and variance are taken of; default all. */
  readonly where?: ArrayLike;
  /**
   * How JAX computes the variance. Here it is the mean of squared distances whatever this is, which is stable. About a `mean` that is
   * given it is the mean of squares without the square of that mean, or with "stable" the mean of squared distances from it.
   */
  readonly algorithm?: "fast" | "stable";
}

const readers: OptionReaders<StandardizeOptions> = {
  axis: axesOption,
  mean: arrayOption,
  variance: arrayOption,
  epsilon: numberOption,
  where: arrayOption,
  algorithm: choiceOption("fast", "stable"),
};

/**
 * (x - mean) / √(variance + ε).
 *
 * @param options - the axes alone (default the last), or {@link StandardizeOptions}.
 * @throws UsageError for an axis that the array lacks, and for options that do not exist.
 * @example
 * import { array, nn } from "@proj/array";
 * nn.standardize(array([1, 3])); // ≈ [-1, 1]
 */
export function standardize(x: ArrayLike, options?: AxisOr<StandardizeOptions>): NDArray {
  const read = readAxisOptions<StandardizeOptions>("standardize", options, readers);
  const { axis = -1, epsilon = 1e-5, where } = read;
  const operand = toFloat(toArray(x, "standardize"));
  const wide = widened(operand);
  const over = { axis, keepdims: true, ...(where === undefined ? {} : { where }) };
  const centre = read.mean ?? meanOf(wide, over);
  const spreadAbout = (mean: ArrayLike): NDArray =>
    read.algorithm === "stable"
      ? meanOf(square(subtract(wide, mean)), over)
      : maximum(subtract(meanOf(square(wide), over), square(mean)), 0);
  const spread = read.variance ?? (read.mean === undefined ? varianceOf(wide, over) : spreadAbout(read.mean));
  const scale = lax.rsqrt(real("standardize", add(spread, epsilon)));
  return convert(multiply(subtract(wide, centre), scale), operand.dtype);
}
