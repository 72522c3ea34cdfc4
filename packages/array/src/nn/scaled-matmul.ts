import { readPositionalOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { convert, toArray, type ArrayLike } from "../core/operands.ts";
import { dtypeOption } from "../core/options.ts";
import { isComplexDType, type DType } from "../core/types/dtype.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { multiply } from "../numpy/arithmetic.ts";

/** Options of {@link scaledMatmul}. */
export interface ScaledMatmulOptions {
  /** The dtype of the result; default float32. */
  readonly preferredElementType?: DType;
}

const readers: OptionReaders<ScaledMatmulOptions> = { preferredElementType: dtypeOption };

/** Blocks along the last axis, each times its scale, in single precision. */
function scaled(x: NDArray, scales: NDArray): NDArray {
  const [batch, rows, length] = x.shape as [number, number, number];
  const blocks = scales.shape[2]!;
  const split = lax.reshape(convert(x, "float32"), [batch, rows, blocks, length / blocks]);
  const factors = lax.reshape(convert(scales, "float32"), [batch, rows, blocks, 1]);
  return lax.reshape(multiply(split, factors), [batch, rows, length]);
}

/**
 * The product of matrices whose rows fall into blocks, each with a scale of its own: lhs · rhsᵀ, in single precision.
 *
 * @param lhs - [batch, m, k]
 * @param rhs - [batch, n, k]
 * @param lhsScales - [batch, m, blocks], where k is a multiple of the number of blocks.
 * @param rhsScales - [batch, n, blocks]
 * @param preferredElementType - the dtype of the result, default float32; or options.
 * @returns [batch, m, n]
 * @throws UsageError for shapes that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { scaledMatmul } from "@proj/array/nn";
 * scaledMatmul(array([[[1, 2, 3]]]), array([[[4, 5, 6]]]), array([[[0.5]]]), array([[[0.5]]])); // → [[[8]]]
 */
export function scaledMatmul(
  lhs: ArrayLike,
  rhs: ArrayLike,
  lhsScales: ArrayLike,
  rhsScales: ArrayLike,
  preferredElementType?: DType | ScaledMatmulOptions,
): NDArray {
  const operation = "scaledMatmul";
  const read = readPositionalOptions<ScaledMatmulOptions>(operation, [preferredElementType], ["preferredElementType"], readers); // prettier-ignore
  const all = [lhs, rhs, lhsScales, rhsScales].map((x) => toArray(x, operation));
  const [a, b, aScales, bScales] = all as [NDArray, NDArray, NDArray, NDArray];
  const [batch, , length] = a.shape;
  const blocks = aScales.shape[2] ?? 0;
  const fits =
    all.every(({ ndim, shape, dtype }) => ndim === 3 && shape[0] === batch && !isComplexDType(dtype)) &&
    b.shape[2] === length &&
    bScales.shape[2] === blocks &&
    blocks > 0 &&
    length! % blocks === 0 &&
    aScales.shape[1] === a.shape[1] &&
    bScales.shape[1] === b.shape[1];
  if (!fits) {
    throw new UsageError({
      operation,
      received: all.map((x) => x.describe()).join(", "),
      expected:
        "real numbers [batch, m, k], [batch, n, k], [batch, m, blocks] and [batch, n, blocks], where blocks divides k",
      remedy: "bring the axis of the sum to the end, and give a scale for each block of each row",
    });
  }
  const product = lax.dotGeneral(scaled(a, aScales), scaled(b, bScales), {
    lhsContracting: [2],
    rhsContracting: [2],
    lhsBatch: [0],
    rhsBatch: [0],
  });
  return convert(product, read.preferredElementType ?? "float32");
}
