import { integerOption, readArgument, UsageError } from "@proj/tree/core";
import { toArray, type ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { eye } from "../numpy/matrices.ts";
import { matmul } from "../numpy/product.ts";
import { inv } from "./solve.ts";

const exponent = integerOption();

/**
 * Whole powers of square matrices, by repeated squaring; negative ones are powers of the inverse.
 *
 * @param a - `[..., n, n]`
 * @throws UsageError for matrices that are not square.
 * @example
 * import { array } from "@proj/array";
 * import { matrixPower } from "@proj/array/linalg";
 * matrixPower(array([[1, 1], [1, 0]]), 5); // → [[8, 5], [5, 3]]
 */
export function matrixPower(a: ArrayLike, n: number): NDArray {
  const x = toArray(a, "matrixPower");
  const power = readArgument("matrixPower", "n", n, exponent);
  if (x.ndim < 2 || x.shape.at(-1) !== x.shape.at(-2)) {
    throw new UsageError({
      operation: "matrixPower",
      received: x.describe(),
      expected: "square matrices: the last two axes equally long",
      remedy: "give as many rows as columns",
    });
  }
  if (power === 0) {
    const one = eye(x.shape.at(-1)!, { dtype: x.dtype });
    return lax.broadcastInDim(one, x.shape, [x.ndim - 2, x.ndim - 1]);
  }
  let result: NDArray | null = null;
  let square = power < 0 ? inv(x) : x;
  for (let left = Math.abs(power); ; square = matmul(square, square)) {
    if (left % 2 === 1) result = result === null ? square : matmul(result, square);
    left = Math.floor(left / 2);
    if (left === 0) return result!;
  }
}
