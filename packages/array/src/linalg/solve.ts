import { booleanOption, choiceOption, readOptions, readPositionalOptions, type OptionReaders } from "@proj/tree/core";
import type { ArrayLike } from "../core/operands.ts";
import { stopGradient } from "../lax/unary.ts";
import { linearSolve } from "../lax/linalg/linear-solve.ts";
import { lu } from "../lax/linalg/lu.ts";
import { identityMatrix } from "../lax/linalg/matrices.ts";
import { broadcastedIota } from "../lax/movement.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { factored } from "./cholesky.ts";
import { matrixTranspose } from "../lax/linalg/matrices.ts";
import { isComplex } from "./complex/adjoint.ts";
import { asBlocks, asColumns, fromColumns } from "./complex/pairs.ts";
import { solveTriangularMatrices } from "./complex/triangular-solve.ts";
import { squareMatrices, system } from "./systems.ts";

/** Options of {@link solve}. */
export interface SolveOptions {
  /** What is known of a: nothing ("gen"), that it is symmetric ("sym", "her"), or that it is positive definite too ("pos"). */
  readonly assumeA?: "gen" | "sym" | "her" | "pos";
  /** For "pos": reads the lower triangle of a instead of the upper one. Default false. */
  readonly lower?: boolean;
}

const readers: OptionReaders<SolveOptions> = {
  assumeA: choiceOption("gen", "sym", "her", "pos"),
  lower: booleanOption,
};

/**
 * Solves the systems of equations a·x = b.
 *
 * @param a - float[..., n, n]
 * @param b - float[n], or float[..., n, m]; leading axes broadcast.
 * @param options - see {@link SolveOptions}.
 * @returns x, as b. Where a is singular it has infinities or NaN.
 * @throws UsageError for shapes that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { solve } from "@proj/array/linalg";
 * solve(array([[2, 1], [1, 3]]), array([3, 4])); // ≈ [1, 1]
 */
export function solve(a: ArrayLike, b: ArrayLike, options?: SolveOptions): NDArray {
  const { assumeA = "gen", lower = false } = readOptions<SolveOptions>("solve", options, readers);
  const sides = system("solve", a, b, assumeA === "pos");
  return sides.answer(assumeA === "pos" ? solvePositive(sides.a, sides.b, lower) : solveMatrices(sides.a, sides.b));
}

/** {@link solve} for matrices with the same leading axes. */
export function solveMatrices(a: NDArray, b: NDArray): NDArray {
  if (isComplex(a)) return fromColumns(solveMatrices(asBlocks(a), asColumns(b)));
  const [factors, , permutation] = lu(stopGradient(a));
  return linearSolve(a, factors, permutation, b, { factors: "lu", transposed: false });
}

function solvePositive(a: NDArray, b: NDArray, lower: boolean): NDArray {
  if (isComplex(a)) return fromColumns(solvePositive(asBlocks(a), asColumns(b), lower));
  const fixed = stopGradient(a);
  const factors = factored(lower ? fixed : matrixTranspose(fixed), true);
  const inOrder = broadcastedIota("int32", a.shape.slice(0, -1), a.ndim - 2);
  return linearSolve(a, factors, inOrder, b, { factors: "cholesky", transposed: false });
}

/**
 * The inverse of matrices. To solve equations, {@link solve} is faster and more exact.
 *
 * @param a - float[..., n, n]
 * @returns as a. Where a is singular it has infinities or NaN.
 * @throws UsageError for matrices that are not square.
 * @example
 * import { array } from "@proj/array";
 * import { inv } from "@proj/array/linalg";
 * inv(array([[2, 0], [0, 4]])); // → [[0.5, 0], [0, 0.25]]
 */
export function inv(a: ArrayLike): NDArray {
  const x = squareMatrices("inv", a);
  return solveMatrices(x, identityMatrix(x.shape.slice(0, -2), x.shape.at(-1)!, x.dtype));
}

/** Options of {@link solveTriangular}. */
export interface SolveTriangularOptions {
  /** 0 or "N": a·x = b; 1 or "T": aᵀ·x = b; 2 or "C": the conjugate transpose, which is the same for real numbers. Default 0. */
  readonly trans?: 0 | 1 | 2 | "N" | "T" | "C";
  /** Reads the lower triangle of a instead of the upper one. Default false. */
  readonly lower?: boolean;
  /** Takes the diagonal of a for ones without reading it. Default false. */
  readonly unitDiagonal?: boolean;
}

const transposes = [0, 1, 2, "N", "T", "C"] as const;

const triangularReaders: OptionReaders<SolveTriangularOptions> = {
  trans: choiceOption<(typeof transposes)[number]>(...transposes),
  lower: booleanOption,
  unitDiagonal: booleanOption,
};

/**
 * Solves a·x = b for triangular matrices a.
 *
 * @param a - float[..., n, n], of which one triangle is read.
 * @param b - float[n], or float[..., n, m]; leading axes broadcast.
 * @param trans - whether the transposed system is solved, or {@link SolveTriangularOptions}. Default 0: it is not.
 * @param lower - as the option.
 * @param unitDiagonal - as the option.
 * @returns x, as b.
 * @throws UsageError for shapes that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { solveTriangular } from "@proj/array/linalg";
 * solveTriangular(array([[2, 0], [1, 4]]), array([2, 9]), { lower: true }); // → [1, 2]
 */
export function solveTriangular(
  a: ArrayLike,
  b: ArrayLike,
  trans?: 0 | 1 | 2 | "N" | "T" | "C" | SolveTriangularOptions,
  lower?: boolean,
  unitDiagonal?: boolean,
): NDArray {
  const given = readPositionalOptions<SolveTriangularOptions>(
    "solveTriangular",
    [trans, lower, unitDiagonal],
    ["trans", "lower", "unitDiagonal"],
    triangularReaders,
  );
  const which = (["N", "T", "C"] as const)[transposes.indexOf(given.trans ?? 0) % 3]!;
  const sides = system("solveTriangular", a, b, true);
  const form = { lower: given.lower ?? false, trans: which, unitDiagonal: given.unitDiagonal ?? false };
  return sides.answer(solveTriangularMatrices(sides.a, sides.b, form));
}
