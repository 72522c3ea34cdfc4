import { anyOption, choiceOption, readPositionalOptions, type OptionReaders } from "@proj/tree/core";
import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/index.ts";
import { matrixProduct } from "../lax/linalg/matrices.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { adjoint } from "./complex/adjoint.ts";
import { thinSvd } from "./svd.ts";

/** Options of {@link polar}. */
export interface PolarOptions {
  /** On which side of the orthogonal factor the other one stands; default `"right"`. */
  readonly side?: "right" | "left";
  /** How JAX is to compute it; here it is by singular values in any case. */
  readonly method?: "qdwh" | "svd";
  /** For JAX's iteration, which is not needed here. */
  readonly eps?: number | null;
  /** For JAX's iteration, which is not needed here. */
  readonly maxIterations?: number | null;
}

const readers: OptionReaders<PolarOptions> = {
  side: choiceOption("right", "left"),
  method: choiceOption("qdwh", "svd"),
  eps: anyOption(),
  maxIterations: anyOption(),
};

/**
 * The polar decomposition a = u·p, or a = p·u on the left: u has orthonormal columns (or rows), p is symmetric without negative
 * eigenvalues.
 *
 * @param a - `[..., m, n]`
 * @param options - the side alone, or {@link PolarOptions}.
 * @returns u: float[..., m, n], and p: float[..., n, n], on the left float[..., m, m].
 * @throws UsageError for an array with fewer than two axes.
 * @example
 * import { array } from "@proj/array";
 * import { polar } from "@proj/array/linalg";
 * const [u, p] = polar(array([[0, -2], [3, 0]]));
 * u; // ≈ [[0, -1], [1, 0]]
 * p; // ≈ [[3, 0], [0, 2]]
 */
export function polar(a: ArrayLike, options?: "right" | "left" | PolarOptions): readonly [u: NDArray, p: NDArray] {
  const { side = "right" } = readPositionalOptions<PolarOptions>("polar", [options], ["side"], readers);
  const [u, s, vt] = thinSvd("polar", a, false);
  const sizes = lax.convertElementType(s, u.dtype);
  const scaled = (vectors: NDArray): NDArray =>
    lax.mul(vectors, lax.broadcastInDim(sizes, vectors.shape, [...s.shape.keys()].with(-1, vectors.ndim - 1)));
  const positive = side === "right" ? matrixProduct(scaled(adjoint(vt)), vt) : matrixProduct(scaled(u), adjoint(u));
  return [matrixProduct(u, vt), positive];
}
