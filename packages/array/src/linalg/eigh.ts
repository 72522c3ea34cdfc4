import { booleanOption, choiceOption, readPositionalOptions, type OptionReaders } from "@proj/tree/core";
import type { ArrayLike } from "../core/operands.ts";
import { eigenpairs, eigenvalues } from "../lax/linalg/eigh.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { hermitianPart, isComplex } from "./complex/adjoint.ts";
import { hermitianEigenpairs } from "./complex/eigh.ts";
import { squareMatrices } from "./systems.ts";

/** Options of {@link eigh} and {@link eigvalsh}. */
export interface EighOptions {
  /** Which triangle is read, the lower one (the default) or the upper one, unless the input is made symmetric. */
  readonly UPLO?: "L" | "U";
  /** Takes (a + aᴴ) / 2 in the place of a; default true. */
  readonly symmetrizeInput?: boolean;
}

const readers: OptionReaders<EighOptions> = { UPLO: choiceOption("L", "U"), symmetrizeInput: booleanOption };

/** The matrices that are decomposed, and whether their lower triangles are read. */
function read(operation: string, a: ArrayLike, args: readonly unknown[]): readonly [x: NDArray, lower: boolean] {
  const { UPLO = "L", symmetrizeInput = true } = readPositionalOptions<EighOptions>(operation, args, ["UPLO"], readers);
  const x = squareMatrices(operation, a);
  return [symmetrizeInput ? hermitianPart(x) : x, UPLO === "L"];
}

/** Eigenvectors and eigenvalues of symmetric or Hermitian matrices, of which one triangle is read. */
export function pairsOf(x: NDArray, lower: boolean): readonly [v: NDArray, w: NDArray] {
  return isComplex(x) ? (hermitianEigenpairs(x, lower, true) as [NDArray, NDArray]) : eigenpairs(x, lower);
}

/** The eigenvalues of symmetric or Hermitian matrices, of which one triangle is read. */
export function valuesOfHermitian(x: NDArray, lower: boolean): NDArray {
  return isComplex(x) ? hermitianEigenpairs(x, lower, false)[0]! : eigenvalues(x, lower);
}

/**
 * Eigenvalues and eigenvectors of symmetric matrices, of complex numbers: Hermitian ones.
 *
 * The derivatives are those of distinct eigenvalues.
 *
 * @param a - `[..., n, n]`
 * @param options - the triangle alone, or {@link EighOptions}.
 * @returns the eigenvalues in ascending order, float[..., n], and the eigenvectors as columns, as a.
 * @throws UsageError for matrices that are not square.
 * @example
 * import { array } from "@proj/array";
 * import { eigh } from "@proj/array/linalg";
 * const [w, v] = eigh(array([[2, 1], [1, 2]]));
 * w; // ≈ [1, 3]
 */
export function eigh(a: ArrayLike, options?: "L" | "U" | EighOptions): readonly [w: NDArray, v: NDArray] {
  const [v, w] = pairsOf(...read("eigh", a, [options]));
  return [w, v];
}

/**
 * The eigenvalues of symmetric matrices, of complex numbers: Hermitian ones.
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
  return valuesOfHermitian(...read("eigvalsh", a, [options]));
}
