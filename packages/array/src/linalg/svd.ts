import { booleanOption, readPositionalOptions, type OptionReaders } from "@proj/tree/core";
import type { ArrayLike } from "../core/operands.ts";
import { takeAlongAxis } from "../indexing/take.ts";
import { singularTriplets, singularValues } from "../lax/linalg/svd.ts";
import { checkThin, subsetOf, subsetOption, tripletSubset, type IndexSubset } from "../lax/linalg/subset.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { adjoint, hermitianPart, isComplex } from "./complex/adjoint.ts";
import { complexSingularValues, complexTriplets } from "./complex/svd.ts";
import { pairsOf, valuesOfHermitian } from "./eigh.ts";
import { matrices, squareMatrices } from "./systems.ts";

/** Options of {@link svd}. */
export interface SvdOptions {
  /** Whether u and vt are square; default true. */
  readonly fullMatrices?: boolean;
  /** Whether there are u and vt at all; default true. */
  readonly computeUv?: boolean;
  /** Says that the matrices are symmetric, for which there is a faster way; default false. */
  readonly hermitian?: boolean;
  /** From which to before which of the descending values are kept, with their vectors; all are computed. Default: all. */
  readonly subsetByIndex?: IndexSubset;
}

const readers: OptionReaders<SvdOptions> = {
  fullMatrices: booleanOption,
  computeUv: booleanOption,
  hermitian: booleanOption,
  subsetByIndex: subsetOption,
};

type Triplets = readonly [u: NDArray, s: NDArray, vt: NDArray];

/**
 * The singular value decomposition a = u·diag(s)·vt, with orthonormal columns in u and rows in vt.
 *
 * @param a - `[..., m, n]`
 * @param options - see {@link SvdOptions}; the first ones also one by one.
 * @returns u: float[..., m, k], s: float[..., min(m, n)] in descending order, vt: float[..., l, n], where k and l are m and n for full
 * matrices and min(m, n) otherwise, or as many as `subsetByIndex` says; only s with `computeUv: false`.
 * @throws UsageError for an array with fewer than two axes, and for a subset of full matrices.
 * @example
 * import { array } from "@proj/array";
 * import { svd } from "@proj/array/linalg";
 * const [u, s, vt] = svd(array([[3, 0], [0, -4]]));
 * s; // → [4, 3]
 */
export function svd(a: ArrayLike, options: SvdOptions & { readonly computeUv: false }): NDArray;
export function svd(a: ArrayLike, options?: SvdOptions & { readonly computeUv?: true }): Triplets;
export function svd(a: ArrayLike, options?: SvdOptions): NDArray | Triplets;
export function svd(
  a: ArrayLike,
  fullMatrices: boolean | undefined,
  computeUv: false,
  options?: Omit<SvdOptions, "fullMatrices" | "computeUv">,
): NDArray;
export function svd(
  a: ArrayLike,
  fullMatrices: boolean | undefined,
  computeUv?: true,
  options?: Omit<SvdOptions, "fullMatrices" | "computeUv">,
): Triplets;
export function svd(a: ArrayLike, ...args: readonly unknown[]): NDArray | Triplets {
  const names = ["fullMatrices", "computeUv", "hermitian", "subsetByIndex"] as const;
  const read = readPositionalOptions<SvdOptions>("svd", args, names, readers);
  const { fullMatrices = true, computeUv = true, hermitian = false, subsetByIndex } = read;
  if (!computeUv) return subsetOf("svd", valuesOf("svd", a, hermitian), subsetByIndex, -1);
  checkThin("svd", fullMatrices, subsetByIndex);
  const triplets = hermitian ? symmetricTriplets("svd", a) : tripletsOf(matrices("svd", a), fullMatrices);
  return tripletSubset("svd", triplets, subsetByIndex);
}

const tripletsOf = (x: NDArray, fullMatrices: boolean): Triplets =>
  isComplex(x) ? complexTriplets(x, fullMatrices) : singularTriplets(x, fullMatrices);

const sizesOf = (x: NDArray): NDArray => (isComplex(x) ? complexSingularValues(x) : singularValues(x));

/** The singular values of symmetric matrices: their eigenvalues without signs. */
function symmetricValues(operation: string, a: ArrayLike): NDArray {
  const sizes = lax.abs(valuesOfHermitian(hermitianPart(squareMatrices(operation, a)), true));
  return lax.rev(lax.sort([sizes], sizes.ndim - 1)[0]!, [sizes.ndim - 1]);
}

/** The decomposition of symmetric matrices by their eigenvectors. */
function symmetricTriplets(operation: string, a: ArrayLike): Triplets {
  const [v, w] = pairsOf(hermitianPart(squareMatrices(operation, a)), true);
  const axis = w.ndim - 1;
  const places = lax.broadcastedIota("int32", w.shape, axis);
  const sorted = lax.sort([lax.abs(w), places, lax.sign(w)], axis);
  const [s, order, sign] = sorted.map((x) => lax.rev(x, [axis])) as [NDArray, NDArray, NDArray];
  const across = (x: NDArray): NDArray => lax.broadcastInDim(x, v.shape, [...w.shape.keys()].with(-1, axis + 1));
  const u = takeAlongAxis(v, across(order), -1, { mode: "promise" });
  return [u, s, adjoint(lax.mul(u, lax.convertElementType(across(sign), u.dtype)))];
}

/** The decomposition with thin factors, for functions that are made of it. */
export function thinSvd(operation: string, a: ArrayLike, hermitian: boolean): Triplets {
  return hermitian ? symmetricTriplets(operation, a) : tripletsOf(matrices(operation, a), false);
}

/** The singular values, for functions that are made of them. */
export function valuesOf(operation: string, a: ArrayLike, hermitian: boolean): NDArray {
  return hermitian ? symmetricValues(operation, a) : sizesOf(matrices(operation, a));
}

/**
 * The singular values of matrices.
 *
 * @param a - `[..., m, n]`
 * @returns float[..., min(m, n)], in descending order.
 * @throws UsageError for an array with fewer than two axes.
 * @example
 * import { array } from "@proj/array";
 * import { svdvals } from "@proj/array/linalg";
 * svdvals(array([[3, 0], [0, -4]])); // → [4, 3]
 */
export function svdvals(a: ArrayLike): NDArray {
  return valuesOf("svdvals", a, false);
}
