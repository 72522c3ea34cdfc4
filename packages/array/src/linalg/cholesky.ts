import { booleanOption, readOptions, readArgument, readPositionalOptions, type OptionReaders } from "@proj/tree/core";
import type { ArrayLike } from "../core/operands.ts";
import { factor } from "../lax/linalg/cholesky.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { adjoint, hermitianPart, isComplex } from "./complex/adjoint.ts";
import { fromTriangle } from "./complex/eigh.ts";
import { asBlocks, fromBlocks } from "./complex/pairs.ts";
import { solveTriangularMatrices } from "./complex/triangular-solve.ts";
import { pairOf, squareMatrices, system } from "./systems.ts";

/** Options of {@link cholesky}. */
export interface MatrixCholeskyOptions {
  /** Gives U with Uᵀ·U = a instead of L with L·Lᵀ = a. Default false. */
  readonly upper?: boolean;
  /** Takes (a + aᴴ) / 2 in the place of a; otherwise one triangle is read, that of the factor. Default true. */
  readonly symmetrizeInput?: boolean;
}

const readers: OptionReaders<MatrixCholeskyOptions> = { upper: booleanOption, symmetrizeInput: booleanOption };

/**
 * The Cholesky factor of symmetric (of complex numbers: Hermitian), positive definite matrices.
 *
 * @param a - `[..., n, n]`
 * @param options - see {@link MatrixCholeskyOptions}.
 * @returns as a. A matrix that is not positive definite gives NaN.
 * @throws UsageError for matrices that are not square.
 * @example
 * import { array } from "@proj/array";
 * import { cholesky } from "@proj/array/linalg";
 * cholesky(array([[4, 2], [2, 10]])); // → [[2, 0], [1, 3]]
 * cholesky(array([[4, 2], [2, 10]]), { upper: true }); // → [[2, 1], [0, 3]]
 */
export function cholesky(a: ArrayLike, options?: MatrixCholeskyOptions): NDArray {
  const { upper = false, symmetrizeInput = true } = readOptions<MatrixCholeskyOptions>("cholesky", options, readers);
  const x = squareMatrices("cholesky", a);
  return factored(symmetrizeInput ? hermitianPart(x) : x, !upper);
}

/** The lower factor of matrices whose lower triangle is read, or the upper one of those whose upper is. */
export function factored(x: NDArray, lower: boolean): NDArray {
  if (!lower) return adjoint(factored(adjoint(x), true));
  return isComplex(x) ? fromBlocks(factor(asBlocks(fromTriangle(x, true)))) : factor(x);
}

/** Options of {@link choFactor}. */
export interface ChoFactorOptions {
  /** Reads the lower triangle and gives the lower factor. Default false: the upper ones. */
  readonly lower?: boolean;
}

const factorReaders: OptionReaders<ChoFactorOptions> = { lower: booleanOption };

/** A Cholesky factor, and whether it is the lower one. */
export type ChoFactor = readonly [c: NDArray, lower: boolean];

/**
 * The Cholesky factor of symmetric, positive definite matrices, for {@link choSolve}.
 *
 * @param a - float[..., n, n], of which one triangle is read.
 * @param lower - which one, or {@link ChoFactorOptions}. Default false: the upper one.
 * @throws UsageError for matrices that are not square.
 * @example
 * import { array } from "@proj/array";
 * import { choFactor, choSolve } from "@proj/array/linalg";
 * choSolve(choFactor(array([[4, 2], [2, 10]])), array([8, 22])); // → [1, 2]
 */
export function choFactor(a: ArrayLike, lower?: boolean | ChoFactorOptions): ChoFactor {
  const read = readPositionalOptions<ChoFactorOptions>("choFactor", [lower], ["lower"], factorReaders);
  const isLower = read.lower ?? false;
  return [factored(squareMatrices("choFactor", a), isLower), isLower];
}

/**
 * Solves a·x = b, given the Cholesky factor of a.
 *
 * @param factor - what {@link choFactor} gave.
 * @param b - float[n], or float[..., n, m].
 * @returns as b.
 * @throws UsageError for shapes that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { choFactor, choSolve } from "@proj/array/linalg";
 * choSolve(choFactor(array([[2, 1], [1, 2]]), { lower: true }), array([3, 3])); // ≈ [1, 1]
 */
export function choSolve(factor: readonly [c: ArrayLike, lower: boolean], b: ArrayLike): NDArray {
  const expected = "the pair that choFactor gives: the factor, and whether it is the lower one";
  const [c, flag] = pairOf("choSolve", factor, expected, "call choSolve(choFactor(a), b)");
  const lower = readArgument("choSolve", "lower", flag, booleanOption);
  const { a, b: right, answer } = system("choSolve", c as ArrayLike, b, true);
  const half = (x: NDArray, isTransposed: boolean): NDArray =>
    solveTriangularMatrices(a, x, { lower, trans: isTransposed ? "C" : "N", unitDiagonal: false });
  return answer(half(half(right, !lower), lower));
}
