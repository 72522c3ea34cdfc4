import { booleanOption, readOptions, type OptionReaders } from "@proj/tree/core";
import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import { hessenberg as reduced } from "../lax/linalg/hessenberg.ts";
import { householderProduct } from "../lax/linalg/householder.ts";
import { upperTriangle } from "../lax/linalg/matrices.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { isComplex } from "./complex/adjoint.ts";
import { unitaryHessenberg } from "./complex/reflectors.ts";
import { squareMatrices } from "./systems.ts";

/** Options of {@link hessenberg}. */
export interface HessenbergOptions {
  /** Whether the unitary matrix is there too; default false. */
  readonly calcQ?: boolean;
}

const readers: OptionReaders<HessenbergOptions> = { calcQ: booleanOption };

/**
 * The upper Hessenberg form h of matrices a = q·h·qᴴ, with a unitary q (orthogonal, of real matrices): zeros below the diagonal under
 * the main one, which is real.
 *
 * @param a - `[..., n, n]`
 * @param options - see {@link HessenbergOptions}.
 * @returns h, as a; with `calcQ`, h and q.
 * @throws UsageError for matrices that are not square.
 * @example
 * import { array } from "@proj/array";
 * import { hessenberg } from "@proj/array/linalg";
 * const [h, q] = hessenberg(array([[1, 2, 3], [3, 4, 5], [4, 5, 6]]), { calcQ: true });
 * h; // ≈ [[1, -3.6, 0.2], [-5, 10.08, 0.44], [0, 0.44, -0.08]]
 */
export function hessenberg(a: ArrayLike, options: { readonly calcQ: true }): readonly [h: NDArray, q: NDArray];
export function hessenberg(a: ArrayLike, options?: { readonly calcQ?: false }): NDArray;
export function hessenberg(a: ArrayLike, options?: HessenbergOptions): NDArray | readonly [h: NDArray, q: NDArray];
export function hessenberg(a: ArrayLike, options?: HessenbergOptions): NDArray | readonly [h: NDArray, q: NDArray] {
  const { calcQ = false } = readOptions<HessenbergOptions>("hessenberg", options, readers);
  const x = squareMatrices("hessenberg", a);
  if (isComplex(x)) {
    const [q, form] = unitaryHessenberg(x);
    return calcQ ? [form, q] : form;
  }
  const n = x.shape.at(-1)!;
  const [packed, taus] = reduced(x);
  const h = upperTriangle(packed, -1);
  if (!calcQ) return h;
  if (n === 0) return [h, h];
  const [rows, columns] = [x.ndim - 2, x.ndim - 1];
  const vectors = lax.sliceInDim(lax.sliceInDim(packed, 1, n, 1, rows), 0, n - 1, 1, columns);
  const inner = householderProduct(vectors, taus);
  const none = x.shape.map(() => 0);
  const one = none.with(rows, 1).with(columns, 1);
  const corner = lax.pad(
    lax.full([...x.shape.slice(0, -2), 1, 1], 1, x.dtype),
    0,
    none,
    none.with(rows, n - 1).with(columns, n - 1),
  );
  return [h, lax.add(lax.pad(inner, 0, one, none), corner)];
}
