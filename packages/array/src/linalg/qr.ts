import { booleanOption, choiceOption, readPositionalOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import type { ArrayLike } from "../core/operands.ts";
import * as lax from "../lax/linalg/index.ts";
import { matrixTranspose, upperTriangle } from "../lax/linalg/matrices.ts";
import { columnPivots, takeColumns } from "../lax/linalg/column-pivots.ts";
import { imag, real } from "../lax/elementwise.ts";
import { concatenate, reshape, sliceInDim } from "../lax/movement.ts";
import { neg } from "../lax/unary.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { isComplex } from "./complex/adjoint.ts";
import { packedTriangular, unitaryTriangular } from "./complex/reflectors.ts";
import { matrices } from "./systems.ts";

/** What {@link qr} gives. */
export type QrMode = "reduced" | "complete" | "r" | "raw" | "full" | "economic";

/** Options of {@link qr}. */
export interface QrOptions<Mode extends QrMode = QrMode> {
  /**
   * `"reduced"` (the default; also called `"full"`, as in old versions of NumPy, and `"economic"`, as in SciPy): q is as wide as r is tall; `"complete"`: q is square;
   * `"r"`: only r; `"raw"`: the vectors of the reflectors as rows, with r below the diagonal, and their factors τ.
   */
  readonly mode?: Mode;
  /** Whether columns are exchanged so that the diagonal of r descends in size; default false. Not in mode `"raw"`. */
  readonly pivoting?: boolean;
}

const readers: OptionReaders<QrOptions> = {
  mode: choiceOption("reduced", "complete", "r", "raw", "full", "economic"),
  pivoting: booleanOption,
};

type Factors = readonly [q: NDArray, r: NDArray];
type PivotedFactors = readonly [q: NDArray, r: NDArray, permutation: NDArray];

/**
 * The QR factorisation a = q·r: orthonormal columns in q, zeros below the diagonal of r, whose signs are those of LAPACK.
 *
 * @param a - `[..., m, n]`
 * @param options - the mode alone, or {@link QrOptions}.
 * @returns q: float[..., m, k] and r: float[..., k, n], where k is min(m, n), or m in mode `"complete"`; only r in mode `"r"`. With
 * `pivoting` also the int32 columns of a in the order in which they come in q·r, [..., n], behind the others.
 * @throws UsageError for an array with fewer than two axes, and for exchanged columns in mode `"raw"`.
 * @example
 * import { array } from "@proj/array";
 * import { qr } from "@proj/array/linalg";
 * const [q, r] = qr(array([[3, 1], [4, 2]]));
 * r; // ≈ [[-5, -2.2], [0, 0.4]]
 * qr(array([[1, 3], [2, 4]]), { pivoting: true })[2]; // → [1, 0]
 */
export function qr(
  a: ArrayLike,
  options: QrOptions<"r"> & { readonly mode: "r"; readonly pivoting: true },
): readonly [r: NDArray, permutation: NDArray];
export function qr(
  a: ArrayLike,
  options: QrOptions<Exclude<QrMode, "r">> & { readonly pivoting: true },
): PivotedFactors;
export function qr(
  a: ArrayLike,
  options: "r" | (QrOptions<"r"> & { readonly mode: "r"; readonly pivoting?: false }),
): NDArray;
export function qr(
  a: ArrayLike,
  options?: Exclude<QrMode, "r"> | (QrOptions<Exclude<QrMode, "r">> & { readonly pivoting?: false }),
): Factors;
export function qr(a: ArrayLike, options?: QrMode | QrOptions): NDArray | readonly NDArray[];
export function qr(a: ArrayLike, options?: QrMode | QrOptions): NDArray | readonly NDArray[] {
  const read = readPositionalOptions<QrOptions>("qr", [options], ["mode"], readers);
  const { mode = "reduced", pivoting = false } = read;
  const x = matrices("qr", a);
  if (!pivoting) {
    const factors = mode === "raw" ? rawFactors(x) : factorsOf(x, mode);
    return mode === "r" ? factors[1] : factors;
  }
  if (mode === "raw") throw pivotingRaw();
  const permutation = columnPivots(...columnsOf(x));
  const factors = factorsOf(takeColumns(x, permutation), mode);
  return mode === "r" ? [factors[1], permutation] : [...factors, permutation];
}

function rawFactors(x: NDArray): readonly [reflectors: NDArray, taus: NDArray] {
  const [packed, taus] = isComplex(x) ? packedTriangular(x) : lax.geqrf(x);
  return [matrixTranspose(packed), taus];
}

const factorsOf = (x: NDArray, mode: QrMode): Factors =>
  isComplex(x) ? complexFactors(x, mode) : lax.qr(x, { fullMatrices: mode === "complete" });

/** The columns of matrices as rows of real numbers; a complex one as two of them. */
function columnsOf(x: NDArray): readonly [columns: NDArray, parts: 1 | 2] {
  const columns = matrixTranspose(x);
  if (!isComplex(x)) return [columns, 1];
  const [re, im] = [real(columns), imag(columns)];
  const [n, m] = columns.shape.slice(-2) as [number, number];
  const rows = concatenate([re, im, neg(im), re], columns.ndim - 1);
  return [reshape(rows, [...columns.shape.slice(0, -2), 2 * n, 2 * m]), 2];
}

function pivotingRaw(): UsageError {
  return new UsageError({
    operation: "qr",
    received: 'pivoting: true in mode "raw"',
    expected: "a mode that gives factors",
    remedy: 'leave the mode out, or choose "complete" or "r"',
  });
}

function complexFactors(x: NDArray, mode: QrMode): Factors {
  const [q, r] = unitaryTriangular(x);
  const k = mode === "complete" ? x.shape.at(-2)! : Math.min(...(x.shape.slice(-2) as [number, number]));
  return [sliceInDim(q, 0, k, 1, x.ndim - 1), upperTriangle(sliceInDim(r, 0, k, 1, x.ndim - 2))];
}
