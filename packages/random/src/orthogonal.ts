import {
  diagonal,
  expandDims,
  sign,
  swapaxes,
  type ComplexDType,
  type FloatDType,
  type NDArray,
  type Shape,
} from "@proj/array";
import { asOneProgram, integerOption, readArgument, readPositionalOptions, type OptionReaders } from "@proj/array/core";
import { qr } from "@proj/array/linalg";
import { sampleNormalNumbers } from "./normal.ts";
import { numberReaders, type NumberOptions } from "./options.ts";

/** How {@link orthogonal} matrices are drawn. */
export interface OrthogonalOptions extends NumberOptions {
  /** The number of columns. Default: `n`. */
  readonly m?: number;
}

const readers: OptionReaders<OrthogonalOptions> = { ...numberReaders, m: integerOption(0) };

/**
 * Orthogonal matrices, or unitary ones of complex numbers, distributed uniformly (by Haar's measure): the factor Q of normal matrices,
 * with the signs that make it unique. Matrices that are not square have orthonormal columns, or rows where these are fewer.
 *
 * @param key - the key, uint32[2].
 * @param n - the number of rows.
 * @param shape - how many matrices, default `[]`; or options.
 * @param dtype - of real or complex numbers, default float32; or options.
 * @param m - the number of columns, default `n`; or options.
 * @returns the matrices, [...shape, n, m].
 * @throws UsageError if `key` is not one key, or `n` and `m` are not counts.
 * @example
 * import { key, orthogonal } from "@proj/random";
 * const q = orthogonal(key(0), 2);
 * q.T.matmul(q); // ≈ [[1, 0], [0, 1]]
 */
export function orthogonal(
  key: NDArray,
  n: number,
  shape?: Shape | OrthogonalOptions,
  dtype?: FloatDType | ComplexDType | OrthogonalOptions,
  m?: number | OrthogonalOptions,
): NDArray {
  const args = [shape, dtype, m];
  const read = readPositionalOptions<OrthogonalOptions>("orthogonal", args, ["shape", "dtype", "m"], readers);
  const rows = readArgument("orthogonal", "n", n, integerOption(0));
  const { shape: lengths = [], dtype: kind = "float32", m: columns = rows } = read;
  const size = [...lengths, Math.max(rows, columns), Math.min(rows, columns)];
  const sample = (key: NDArray): NDArray => {
    const normal = sampleNormalNumbers("orthogonal", key, { shape: size, dtype: kind });
    const [q, r] = qr(normal);
    const matrix = q.mul(expandDims(sign(diagonal(r, { axis1: -2, axis2: -1 })), -2));
    return rows < columns ? swapaxes(matrix, -1, -2) : matrix;
  };
  return asOneProgram("orthogonal", sample, key);
}
