import type { OptionReaders } from "@proj/tree/core";
import { broadcastTo, convert, type ArrayLike } from "../core/operands.ts";
import { arrayOption, axesOption, readAxisOptions, type Axes, type AxisOr } from "../core/options.ts";
import type { DType } from "../core/types/dtype.ts";
import { normalizeAxes, type Shape } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { real, toBool, toStrong, widened } from "../numpy/elementwise.ts";
import { where } from "../numpy/selection.ts";

/** Options of {@link softmax} and {@link logSoftmax}. */
export interface SoftmaxOptions {
  /** The axes that are summed; default the last, `null` for all. */
  readonly axis?: Axes;
  /** Which elements take part: booleans that broadcast to the array; default all. */
  readonly where?: ArrayLike;
}

const readers: OptionReaders<SoftmaxOptions> = { axis: axesOption, where: arrayOption };

/** Whether any element takes part. */
const anyOf = (operation: string, mask: ArrayLike, shape: Shape, axes: readonly number[]): NDArray =>
  lax.reduceOr(broadcastTo(toBool(mask, operation), shape), axes);

/** Numbers whose exponentials are in the proportions of those of an array, none above 1; and the sum of those. Halves are wide. */
function exponents(
  operation: string,
  x: ArrayLike,
  { axis = -1, where: mask }: SoftmaxOptions,
): {
  readonly dtype: DType;
  readonly shifted: NDArray;
  readonly powers: NDArray;
  readonly total: NDArray;
  /** A value for each sum, repeated along the axes that were summed. */
  readonly repeated: (folded: NDArray) => NDArray;
} {
  const array = toStrong(real(operation, x));
  const { dtype } = array;
  const wide = widened(array);
  const taken = mask === undefined ? wide : where(mask, wide, -Infinity);
  const { shape, ndim } = taken;
  const axes = normalizeAxes(axis, ndim, operation);
  const kept = shape.map((_, position) => position).filter((position) => !axes.includes(position));
  const repeated = (folded: NDArray): NDArray => lax.broadcastInDim(folded, shape, kept);
  const largest = lax.reduceMax(taken, axes);
  // Where nothing takes part there is nothing to subtract, and the sum of nothing must not divide.
  const shift = mask === undefined ? largest : lax.select(anyOf(operation, mask, shape, axes), largest, 0);
  const shifted = lax.sub(taken, repeated(lax.stopGradient(shift)));
  const powers = lax.exp(shifted);
  const sum = lax.reduceSum(powers, axes);
  const total = mask === undefined ? sum : lax.select(lax.eq(sum, 0), 1, sum);
  return { dtype, shifted, powers, total, repeated };
}

/**
 * eˣ divided by its sum: positive numbers that add up to 1; 0 where an element takes no part.
 *
 * @param options - the axes alone (default the last), or {@link SoftmaxOptions}.
 * @throws UsageError for an axis that the array lacks, and for options that do not exist.
 * @example
 * import { array, nn } from "@proj/array";
 * nn.softmax(array([0, 0])); // → [0.5, 0.5]
 * nn.softmax(array([0, 0, 7]), { where: array([true, true, false]) }); // → [0.5, 0.5, 0]
 */
export function softmax(x: ArrayLike, options?: AxisOr<SoftmaxOptions>): NDArray {
  const read = readAxisOptions<SoftmaxOptions>("softmax", options, readers);
  const { dtype, powers, total, repeated } = exponents("softmax", x, read);
  // One division a sum, not one a number: the product is off by one more rounding, and dividing would take a fifth of the time.
  const parts = convert(lax.mul(powers, repeated(lax.div(1, total))), dtype);
  return read.where === undefined ? parts : where(read.where, parts, 0);
}

/**
 * The logarithm of {@link softmax}, accurate where that is tiny; -Infinity where an element takes no part.
 *
 * @param options - the axes alone (default the last), or {@link SoftmaxOptions}.
 * @throws UsageError for an axis that the array lacks, and for options that do not exist.
 * @example
 * import { array, nn } from "@proj/array";
 * nn.logSoftmax(array([0, 1000])); // → [-1000, 0]
 */
export function logSoftmax(x: ArrayLike, options?: AxisOr<SoftmaxOptions>): NDArray {
  const read = readAxisOptions<SoftmaxOptions>("logSoftmax", options, readers);
  const { dtype, shifted, total, repeated } = exponents("logSoftmax", x, read);
  const logarithms = convert(lax.sub(shifted, repeated(lax.log(total))), dtype);
  return read.where === undefined ? logarithms : where(read.where, logarithms, -Infinity);
}
