import { booleanOption, choiceOption, readPositionalOptions, type OptionReaders } from "@proj/tree/core";
import { convert, toArray, type ArrayLike } from "../core/operands.ts";
import { broadcastTo } from "../core/operands.ts";
import { partDType } from "../core/types/dtype.ts";
import { add, eq } from "../lax/binary.ts";
import { lu as packedLu, luPivotsToPermutation } from "../lax/linalg/lu.ts";
import { identityMatrix, lowerTriangle, matrixProduct, takeRows, upperTriangle } from "../lax/linalg/matrices.ts";
import { broadcastedIota, broadcastInDim, slice } from "../lax/movement.ts";
import { sort } from "../lax/ordering.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { isComplex } from "./complex/adjoint.ts";
import { complexLu } from "./complex/lu.ts";
import { solveTriangularMatrices } from "./complex/triangular-solve.ts";
import { matrices, pairOf, system } from "./systems.ts";

/** The packed factors, the exchanges of rows and the permutation, of real or complex matrices. */
export const packedFactors = (x: NDArray): readonly [packed: NDArray, pivots: NDArray, permutation: NDArray] =>
  isComplex(x) ? complexLu(x) : packedLu(x);

/** Options of {@link lu}. */
export interface LuOptions {
  /** Gives P·L and U instead of P, L and U. Default false. */
  readonly permuteL?: boolean;
}

const readers: OptionReaders<LuOptions> = { permuteL: booleanOption };

/**
 * LU decomposition: a = P·L·U, with a permutation matrix P, a lower triangular matrix L with ones on its diagonal, and an upper
 * triangular matrix U.
 *
 * @param a - float[..., m, n]
 * @param permuteL - whether P and L are multiplied, or {@link LuOptions}. Default false.
 * @returns P [..., m, m], L [..., m, min(m, n)] and U [..., min(m, n), n]; or P·L and U.
 * @throws UsageError for arrays without two axes.
 * @example
 * import { array } from "@proj/array";
 * import { lu } from "@proj/array/linalg";
 * const [p, l, u] = lu(array([[1, 3], [2, 4]]));
 * l; // → [[1, 0], [0.5, 1]]
 * u; // → [[2, 4], [0, 1]]
 */
export function lu(a: ArrayLike, permuteL: true | (LuOptions & { readonly permuteL: true })): [pl: NDArray, u: NDArray];
export function lu(a: ArrayLike, permuteL?: false | LuOptions): [p: NDArray, l: NDArray, u: NDArray];
export function lu(a: ArrayLike, permuteL?: boolean | LuOptions): NDArray[] {
  const read = readPositionalOptions<LuOptions>("lu", [permuteL], ["permuteL"], readers);
  const [packed, , permutation] = packedFactors(matrices("lu", a));
  const batch = packed.shape.slice(0, -2);
  const [m, n] = packed.shape.slice(-2) as [number, number];
  const k = Math.min(m, n);
  const start = packed.shape.map(() => 0);
  const part = (rows: number, columns: number): NDArray => slice(packed, start, [...batch, rows, columns]);
  const diagonal = broadcastTo(slice(identityMatrix([], m, packed.dtype), [0, 0], [m, k]), [...batch, m, k], "lu");
  const l = add(lowerTriangle(part(m, k), -1), diagonal);
  const u = upperTriangle(part(k, n));
  const square = [...batch, m, m];
  const source = broadcastInDim(permutation, square, [...batch.map((_, axis) => axis), batch.length + 1]);
  const p = convert(eq(source, broadcastedIota("int32", square, batch.length)), partDType(packed.dtype));
  return read.permuteL === true ? [matrixProduct(convert(p, l.dtype), l), u] : [p, l, u];
}

/**
 * LU decomposition in one matrix, for {@link luSolve}.
 *
 * @param a - float[..., m, n]
 * @returns L below the diagonal and U above, as a; and the int32 row with which each row was exchanged, in order.
 * @throws UsageError for arrays without two axes.
 * @example
 * import { array } from "@proj/array";
 * import { luFactor, luSolve } from "@proj/array/linalg";
 * luSolve(luFactor(array([[1, 3], [2, 4]])), array([4, 6])); // → [1, 1]
 */
export function luFactor(a: ArrayLike): [lu: NDArray, pivots: NDArray] {
  const [packed, pivots] = packedFactors(matrices("luFactor", a));
  return [packed, pivots];
}

/** Options of {@link luSolve}. */
export interface LuSolveOptions {
  /** 0: a·x = b; 1: aᵀ·x = b; 2: aᴴ·x = b. Default 0. */
  readonly trans?: 0 | 1 | 2;
}

const solveReaders: OptionReaders<LuSolveOptions> = { trans: choiceOption(0, 1, 2) };

/**
 * Solves a·x = b, given the LU decomposition of a.
 *
 * @param luAndPivots - what {@link luFactor} gave.
 * @param b - float[n], or float[..., n, m].
 * @param trans - 1 for aᵀ·x = b, or {@link LuSolveOptions}. Default 0.
 * @returns as b.
 * @throws UsageError for shapes that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { luFactor, luSolve } from "@proj/array/linalg";
 * luSolve(luFactor(array([[1, 3], [2, 4]])), array([3, 7]), { trans: 1 }); // → [1, 1]
 */
export function luSolve(
  luAndPivots: readonly [lu: ArrayLike, pivots: ArrayLike],
  b: ArrayLike,
  trans?: 0 | 1 | 2 | LuSolveOptions,
): NDArray {
  const read = readPositionalOptions<LuSolveOptions>("luSolve", [trans], ["trans"], solveReaders);
  const expected = "the pair that luFactor gives: the factors, and the exchanges of rows";
  const [packed, pivots] = pairOf("luSolve", luAndPivots, expected, "call luSolve(luFactor(a), b)");
  const { a, b: right, answer } = system("luSolve", packed as ArrayLike, b, true);
  const n = a.shape.at(-1)!;
  const order = broadcastTo(
    luPivotsToPermutation(toArray(pivots as ArrayLike, "luSolve"), n),
    [...a.shape.slice(0, -2), n],
    "luSolve",
  );
  const which = (["N", "T", "C"] as const)[read.trans ?? 0];
  const half = (x: NDArray, lower: boolean): NDArray =>
    solveTriangularMatrices(a, x, { lower, trans: which, unitDiagonal: lower });
  if (which === "N") return answer(half(half(takeRows(right, order), true), false));
  const solved = half(half(right, false), true);
  const [, inverse] = sort([order, broadcastedIota("int32", order.shape, order.ndim - 1)]) as [NDArray, NDArray];
  return answer(takeRows(solved, inverse));
}
