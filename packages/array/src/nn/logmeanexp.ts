import { convert, type ArrayLike } from "../core/operands.ts";
import { readAxisOptions, type AxisOr } from "../core/options.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { subtract } from "../numpy/arithmetic.ts";
import { real } from "../numpy/elementwise.ts";
import { maskedReaders, sum, type MaskedReductionOptions } from "../numpy/reduction.ts";
import { where as chosen } from "../numpy/selection.ts";
import { logsumexp } from "../special/logsumexp.ts";

/**
 * The logarithm of the mean of eˣ over axes, without overflow in between.
 *
 * @param options - the axes alone, or the options of a reduction; default all axes.
 * @throws UsageError for an axis that the array lacks, and for options that do not exist.
 * @example
 * import { array, nn } from "@proj/array";
 * nn.logmeanexp(array([1000, 1000])); // → 1000
 */
export function logmeanexp(x: ArrayLike, options?: AxisOr<MaskedReductionOptions>): NDArray {
  const read = readAxisOptions<MaskedReductionOptions>("logmeanexp", options, maskedReaders);
  const operand = real("logmeanexp", x);
  const { where: mask, ...folding } = read;
  const ones = lax.fullLike(operand, 1);
  const count = sum(mask === undefined ? ones : chosen(mask, ones, 0), folding);
  return convert(subtract(logsumexp(operand, read), lax.log(count)), operand.dtype);
}
