import { booleanOption, numberOption, readArgument, readPositionalOptions, type OptionReaders } from "@proj/tree/core";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { axesOption, type Axes, type AxisOr } from "../core/options.ts";
import { isComplexDType, partDType } from "../core/types/dtype.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { abs } from "../numpy/arithmetic.ts";
import { toFloat } from "../numpy/elementwise.ts";
import { max, min, sum, type AxisOptions } from "../numpy/reduction.ts";

/** Options of {@link vectorNorm}. */
export interface VectorNormOptions extends AxisOptions {
  /** The exponent p of (Σ |x|ᵖ)^(1/p); default 2. Infinities give the extremes, and 0 how many elements are not 0. */
  readonly ord?: number;
}

const readers: OptionReaders<VectorNormOptions> = { axis: axesOption, keepdims: booleanOption, ord: numberOption };

/**
 * The norm of the vectors along some axes.
 *
 * @param options - the axes alone (default all, as one vector), or {@link VectorNormOptions}.
 * @example
 * import { array } from "@proj/array";
 * import { vectorNorm } from "@proj/array/linalg";
 * vectorNorm(array([3, 4])); // → 5
 * vectorNorm(array([[3, -4], [1, 2]]), { axis: 1, ord: 1 }); // → [7, 3]
 */
export function vectorNorm(x: ArrayLike, options?: AxisOr<VectorNormOptions>): NDArray {
  const read = readPositionalOptions<VectorNormOptions>("vectorNorm", [options], ["axis"], readers);
  return pNorm("vectorNorm", toArray(x, "vectorNorm"), read.ord ?? 2, read.axis ?? null, read.keepdims ?? false);
}

/** (Σ |x|ᵖ)^(1/p) along some axes, in the name of a function. */
export function pNorm(operation: string, x: NDArray, ord: number, axis: Axes, keepdims: boolean): NDArray {
  const along = { axis, keepdims };
  const p = readArgument(operation, "ord", ord, numberOption);
  if (p === 2) return euclideanNorm(x, axis, keepdims);
  if (p === Infinity) return max(abs(x), { ...along, initial: 0 });
  if (p === -Infinity) return min(abs(x), along);
  if (p === 1) return sum(abs(x), along);
  const floats = toFloat(x);
  if (p === 0) return sum(lax.convertElementType(lax.ne(floats, 0), partDType(floats.dtype)), along);
  return lax.pow(sum(lax.pow(lax.abs(floats), p), along), 1 / p);
}

/** The root of the sum of squares along some axes. */
export function euclideanNorm(x: NDArray, axis: Axes, keepdims: boolean): NDArray {
  const squares = isComplexDType(x.dtype) ? lax.real(lax.mul(x, lax.conj(x))) : lax.mul(x, x);
  return lax.sqrt(toFloat(sum(squares, { axis, keepdims })));
}
