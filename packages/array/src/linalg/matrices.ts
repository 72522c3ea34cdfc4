import { UsageError } from "@proj/tree/core";
import type { ArrayLike } from "../core/operands.ts";
import { isFloat } from "../core/types/dtype.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { real, toStrong } from "../numpy/elementwise.ts";
import { finfo } from "../numpy/result-type.ts";

/** The argument as matrices of floats on the last two axes. */
export function matrices(operation: string, x: ArrayLike): NDArray {
  const array = toStrong(real(operation, x));
  if (array.ndim >= 2) return array;
  throw new UsageError({
    operation,
    received: array.describe(),
    expected: "an array with at least two axes",
    remedy: "insert an axis with expandDims, or reshape",
  });
}

/** The argument as square matrices of floats on the last two axes. */
export function squareMatrices(operation: string, x: ArrayLike): NDArray {
  const array = matrices(operation, x);
  if (array.shape.at(-1) === array.shape.at(-2)) return array;
  throw new UsageError({
    operation,
    received: array.describe(),
    expected: "square matrices: the last two axes equally long",
    remedy: "give as many rows as columns",
  });
}

/** The distance from 1 to the next number of the array's dtype. */
export function epsilonOf({ dtype }: NDArray): number {
  return finfo(isFloat(dtype) ? dtype : "float32").eps;
}
