import { booleanOption, choiceOption, readPositionalOptions, type OptionReaders } from "@proj/tree/core";
import type { ArrayLike } from "../core/operands.ts";
import { symmetrized } from "../lax/linalg/cholesky.ts";
import { eigenpairs, eigenvalues } from "../lax/linalg/eigh.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { squareMatrices } from "./systems.ts";

/** Options of {@link eigh} and {@link eigvalsh}. */
export interface EighOptions {
  /** Which triangle is read, the lower one (the default) or the upper one, unless the input is made symmetric. */
  readonly UPLO?: "L" | "U";
  /** Takes (a + aᵀ) / 2 in the place of a; default true. */
  readonly symmetrizeInput?: boolean;
}

const readers: OptionReaders<EighOptions> = { UPLO: choiceOption("L", "U"), symmetrizeInput: booleanOption };

/** The matrices that are decomposed, and whether their lower triangles are read. */
function read(operation: string, a: ArrayLike, args: readonly unknown[]): readonly [x: NDArray, lower: boolean] {
  const { UPLO = "L", symmetrizeInput = true } = readPositionalOptions<EighOptions>(operation, args, ["UPLO"], readers);
  const x = squareMatrices(operation, a);
  return [symmetrizeInput ? symmetrized(x) : x, UPLO === "L"];
}

/**
 * Eigenvalues and eigenvectors of symmetric matrices.
 *
 * The derivatives are those of distinct eigenvalues.
 *
 * @param a - `[..., n, n]`
 * @param options - the triangle alone, or {@link EighOptions}.
 * @returns the eigenvalues in ascending order, float[..., n], and the eigenvectors as columns, float[..., n, n].
 * @throws UsageError for matrices that are not square.
 * @example
 * import { array } from "@proj/array";
 * import { eigh } from "@proj/array/linalg";
 * const [w, v] = eigh(array([[2, 1], [1, 2]]));
 * w; // ≈ [1, 3]
 */
export function eigh(a: ArrayLike, options?: "L" | "U" | EighOptions): readonly [w: NDArray, v: NDArray] {
  const [v, w] = eigenpairs(...read("eigh", a, [options]));
  return [w, v];
}

/**
 * The eigenvalues of symmetric matrices.
 *
 * @param a - `[..., n, n]`
 * @param options - the triangle alone, or {@link EighOptions}.
 * @returns float[..., n], in ascending order.
 * @throws UsageError for matrices that are not square.
 * @example
 * import { array } from "@proj/array";
 * import { eigvalsh } from "@proj/array/linalg";
 * eigvalsh(array([[2, 1], [1, 2]])); // ≈ [1, 3]
 */
export function eigvalsh(a: ArrayLike, options?: "L" | "U" | EighOptions): NDArray {
  return eigenvalues(...read("eigvalsh", a, [options]));
}
