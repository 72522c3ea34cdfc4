import { booleanOption, type OptionReaders } from "@proj/tree/core";
import { convert, type ArrayLike } from "../core/operands.ts";
import { arrayOption, readAxisOptions, type AxisOr } from "../core/options.ts";
import { isComplexDType } from "../core/types/dtype.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { multiply, subtract } from "../numpy/arithmetic.ts";
import { inFloat, promoted, real, widened } from "../numpy/elementwise.ts";
import { logicalAnd } from "../numpy/logical.ts";
import { countOver, maskedReaders, max, sum, type MaskedReductionOptions } from "../numpy/reduction.ts";
import { where } from "../numpy/selection.ts";

/** Options of {@link logsumexp}. */
export interface LogsumexpOptions extends MaskedReductionOptions {
  /** Factors of the exponentials, as in log Σ b · eˣ; default 1. Where they are 0 the elements do not take part. */
  readonly b?: ArrayLike;
  /** Whether to give the logarithm of the absolute value, and the sign; default false: NaN of a negative sum. */
  readonly returnSign?: boolean;
}

const readers: OptionReaders<LogsumexpOptions> = { ...maskedReaders, b: arrayOption, returnSign: booleanOption };

/**
 * log Σ eˣ over axes, without overflow in between; -Infinity of nothing, and of nothing but -Infinity.
 *
 * @param options - the axes alone, or {@link LogsumexpOptions}; default all axes.
 * @returns the logarithms; with `returnSign` those of the absolute values, and the signs.
 * @throws UsageError for an axis that the array lacks, and for options that do not exist.
 * @example
 * import { array } from "@proj/array";
 * import { logsumexp } from "@proj/array/special";
 * logsumexp(array([1000, 1000])); // ≈ 1000.693
 */
export function logsumexp(
  x: ArrayLike,
  options: LogsumexpOptions & { readonly returnSign: true },
): readonly [NDArray, NDArray];
export function logsumexp(x: ArrayLike, options?: AxisOr<LogsumexpOptions>): NDArray;
export function logsumexp(x: ArrayLike, options?: AxisOr<LogsumexpOptions>): NDArray | readonly [NDArray, NDArray] {
  const read = readAxisOptions<LogsumexpOptions>("logsumexp", options, readers);
  const { where: mask, b, returnSign, ...folding } = read;
  const [array, factors] = b === undefined ? [real("logsumexp", x)] : promoted("logsumexp", x, b, inFloat);
  const wide = widened(array);
  const taken = factors === undefined ? mask : logicalAnd(mask ?? true, lax.ne(factors, 0));
  const exponents = taken === undefined ? wide : where(taken, wide, -Infinity);
  const initial = countOver(exponents, folding.axis, "logsumexp") === 0 ? { initial: -Infinity } : {};
  const sizes = isComplexDType(exponents.dtype) ? lax.real(exponents) : exponents;
  const largest = max(sizes, { ...folding, ...initial, keepdims: true });
  const shift = lax.stopGradient(lax.select(lax.isFinite(largest), largest, 0));
  const powers = lax.exp(subtract(exponents, shift));
  const total = sum(factors === undefined ? powers : multiply(powers, factors), folding);
  const logarithm = (terms: NDArray): NDArray => {
    const shifted = lax.add(lax.log(terms), convert(lax.reshape(shift, total.shape), terms.dtype));
    // The absolute value of a complex sum is real.
    return convert(shifted, terms.dtype === exponents.dtype ? array.dtype : terms.dtype);
  };
  if (returnSign === true) return [logarithm(lax.abs(total)), convert(lax.sign(total), array.dtype)];
  return logarithm(total);
}
