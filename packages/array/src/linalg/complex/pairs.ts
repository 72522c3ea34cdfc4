import { complex, imag, real } from "../../lax/elementwise.ts";
import { concatenate, expandDims, reshape, sliceInDim, squeeze } from "../../lax/movement.ts";
import { neg } from "../../lax/unary.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";

/*
 * Complex matrices as real ones, twice as large: each number a + bi is the block [[a, -b], [b, a]]. Sums, products and transposes of such
 * matrices are those of the complex ones, with conjugates in the transposes; so what follows from them alone, as the solution of a
 * system or the Cholesky factor, can be computed by the factorisations of real matrices.
 */

const stacked = (parts: readonly NDArray[], axis: number): NDArray =>
  concatenate(
    parts.map((part) => expandDims(part, [axis])),
    axis,
  );

/** complex[..., m, n] as float[..., 2m, 2n] */
export function asBlocks(x: NDArray): NDArray {
  const [re, im] = [real(x), imag(x)];
  const rank = x.ndim;
  const [m, n] = x.shape.slice(-2) as [number, number];
  const blocks = stacked([stacked([re, neg(im)], rank), stacked([im, re], rank)], rank - 1);
  return reshape(blocks, [...x.shape.slice(0, -2), 2 * m, 2 * n]);
}

/** complex[..., m, n], whose columns are vectors, as float[..., 2m, n] */
export function asColumns(x: NDArray): NDArray {
  const [m, n] = x.shape.slice(-2) as [number, number];
  return reshape(stacked([real(x), imag(x)], x.ndim - 1), [...x.shape.slice(0, -2), 2 * m, n]);
}

/** The complex matrices of which {@link asColumns} made real ones. */
export function fromColumns(x: NDArray): NDArray {
  const [m, n] = x.shape.slice(-2) as [number, number];
  const parts = reshape(x, [...x.shape.slice(0, -2), m / 2, 2, n]);
  const part = (k: number): NDArray => squeeze(sliceInDim(parts, k, k + 1, 1, parts.ndim - 2), [parts.ndim - 2]);
  return complex(part(0), part(1));
}

/** The complex matrices of which {@link asBlocks} made real ones. */
export function fromBlocks(x: NDArray): NDArray {
  return fromColumns(sliceInDim(x, 0, x.shape.at(-1)!, 2, x.ndim - 1));
}
