import { booleanOption, numberOption, readOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { shapesEqual } from "../../core/types/shape.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { operand } from "../apply.ts";
import { add, mul } from "../binary.ts";
import { lowerTriangle, matrixProduct, matrixTranspose } from "./matrices.ts";
import { checkMatrix } from "./square.ts";

/** Options of {@link symmetricProduct}. */
export interface SymmetricProductOptions {
  /** The factor of the product; default 1. */
  readonly alpha?: number;
  /** The factor of what is added; default 0. */
  readonly beta?: number;
  /** Writes the transpose of the lower triangle into the upper one; default false. */
  readonly symmetrizeOutput?: boolean;
}

const readers: OptionReaders<SymmetricProductOptions> = {
  alpha: numberOption,
  beta: numberOption,
  symmetrizeOutput: booleanOption,
};

/**
 * The product of matrices and their transposes, and a multiple of symmetric matrices: α·a·aᵀ + β·c.
 *
 * @param a - float[..., m, n]
 * @param c - float[..., m, m], symmetric.
 * @param options - see {@link SymmetricProductOptions}.
 * @returns as `c`
 * @throws UsageError for shapes or dtypes that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { linalg } from "@proj/array/lax";
 * linalg.symmetricProduct(array([[1], [2]]), array([[1, 0], [0, 1]]), { beta: 3 }); // → [[4, 2], [2, 7]]
 */
export function symmetricProduct(a: NDArray, c: NDArray, options?: SymmetricProductOptions): NDArray {
  const operation = "lax.linalg.symmetricProduct";
  const { alpha = 1, beta = 0, symmetrizeOutput } = readOptions<SymmetricProductOptions>(operation, options, readers);
  checkMatrix(operation, operand("linalg.symmetricProduct", a));
  checkMatrix(operation, operand("linalg.symmetricProduct", c));
  const rows = a.shape.at(-2)!;
  if (!shapesEqual(c.shape, [...a.shape.slice(0, -2), rows, rows]) || a.dtype !== c.dtype) {
    throw new UsageError({
      operation,
      received: `${a.describe()} and ${c.describe()}`,
      expected: `c with ${rows} rows and columns, as a has rows, of the same dtype`,
      remedy: "make c of that shape; it is read even where beta is 0",
    });
  }
  const sum = add(mul(matrixProduct(a, matrixTranspose(a)), alpha), mul(c, beta));
  return symmetrizeOutput === true ? add(lowerTriangle(sum), matrixTranspose(lowerTriangle(sum, -1))) : sum;
}
