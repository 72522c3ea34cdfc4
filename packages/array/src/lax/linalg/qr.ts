import { booleanOption, readOptions, type OptionReaders } from "@proj/tree/core";
import { written } from "../../core/procedure/builder.ts";
import { evaluateBy } from "../../core/procedure/run.ts";
import { applyRoutine, Routine, type RoutineProcedure } from "../../core/routine.ts";
import { abstractArray } from "../../core/types/abstract-array.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { operand } from "../apply.ts";
import { add, sub } from "../binary.ts";
import { full } from "../elementwise.ts";
import { concatenate, sliceInDim } from "../movement.ts";
import { columnPivots, takeColumns } from "./column-pivots.ts";
import { applyReady, factorAndKeep } from "./householder.ts";
import { identityMatrix, lowerTriangle, matrixProduct, matrixTranspose } from "./matrices.ts";
import { fillIdentity } from "./reflectors.ts";
import { checkMatrix } from "./square.ts";
import { solveTriangle } from "./triangular-solve.ts";

/** Options of {@link qr}. */
export interface QrOptions {
  /** Whether Q is square, and R as tall as the matrix; default true. */
  readonly fullMatrices?: boolean;
  /** Whether columns are exchanged so that the diagonal of R descends in size; default false. */
  readonly pivoting?: boolean;
}

const readers: OptionReaders<QrOptions> = { fullMatrices: booleanOption, pivoting: booleanOption };

type Form = { readonly fullMatrices: boolean };

const factorization: RoutineProcedure<Form> = (p, [a], [q, r]) => {
  const [m, n] = a!.shape as readonly [number, number];
  const packed = p.workspace([m, n]);
  const taus = p.workspace([Math.min(m, n)]);
  p.copy(m * n, a!.row(0), packed.row(0));
  const reflectors = factorAndKeep(p, packed, taus, q!.shape[1]!);
  p.fill(r!.size, 0, r!.row(0));
  p.for(0, Math.min(m, n), (i) => {
    p.copy(p.integer(n).sub(i), packed.row(i, i), r!.row(i, i));
  });
  fillIdentity(p, q!);
  applyReady(p, reflectors, taus.size, q!, true);
};

/** The columns from `start` to before `end` of matrices. */
const columns = (x: NDArray, start: number, end: number): NDArray => sliceInDim(x, start, end, 1, x.ndim - 1);
/** The rows from `start` to before `end` of matrices. */
const rows = (x: NDArray, start: number, end: number): NDArray => sliceInDim(x, start, end, 1, x.ndim - 2);

/** dQ and dR for a thin Q and a square R (S. F. Walter, L. Lehmann and R. Lamour 2012). */
function thinDerivative(q: NDArray, r: NDArray, dx: NDArray): readonly [dq: NDArray, dr: NDArray] {
  const right = solveTriangle(r, dx, { leftSide: false, lower: false, transposeA: false, unitDiagonal: false });
  const along = matrixProduct(matrixTranspose(q), right);
  const below = lowerTriangle(along, -1);
  const skew = sub(below, matrixTranspose(below));
  return [add(matrixProduct(q, sub(skew, along)), right), matrixProduct(sub(along, skew), r)];
}

/** dQ and dR for wide matrices: the square part decides on Q. */
function wideDerivative(q: NDArray, r: NDArray, x: NDArray, dx: NDArray): readonly [dq: NDArray, dr: NDArray] {
  const [m, n] = x.shape.slice(-2) as [number, number];
  const [dq, left] = thinDerivative(q, columns(r, 0, m), columns(dx, 0, m));
  const right = add(
    matrixProduct(matrixTranspose(dq), columns(x, m, n)),
    matrixProduct(matrixTranspose(q), columns(dx, m, n)),
  );
  return [dq, concatenate([left, right], x.ndim - 1)];
}

/** dQ and dR for tall matrices with a square Q (arXiv:2409.13374, equations 32 and 33). */
function fullDerivative(q: NDArray, r: NDArray, dx: NDArray): readonly [dq: NDArray, dr: NDArray] {
  const [m, n] = dx.shape.slice(-2) as [number, number];
  const [thin, other] = [columns(q, 0, n), columns(q, n, m)];
  const [dThin, dr] = thinDerivative(thin, rows(r, 0, n), dx);
  const [upper, lower] = [rows(thin, 0, n), rows(thin, n, m)];
  const [dUpper, dLower] = [rows(dThin, 0, n), rows(dThin, n, m)];
  const shifted = sub(upper, identityMatrix(q.shape.slice(0, -2), n, q.dtype));
  const zT = solveBy(matrixTranspose(shifted), matrixTranspose(lower));
  const z = matrixTranspose(zT);
  const dOther = sub(
    matrixProduct(dThin, zT),
    matrixProduct(add(thin, matrixProduct(other, z)), matrixTranspose(sub(dLower, matrixProduct(z, dUpper)))),
  );
  const below = full([...dr.shape.slice(0, -2), m - n, n], 0, dr.dtype);
  return [concatenate([dThin, dOther], q.ndim - 1), concatenate([dr, below], q.ndim - 2)];
}

/** Solves a·x = b by this very factorisation. */
function solveBy(a: NDArray, b: NDArray): NDArray {
  const [q, r] = factored(a, false);
  const form = { leftSide: true, lower: false, transposeA: false, unitDiagonal: false };
  return solveTriangle(r, matrixProduct(matrixTranspose(q), b), form);
}

const routine: Routine<Form> = new Routine<Form>({
  name: "qr",
  operandRanks: [2],
  types: ([a], { fullMatrices }) => {
    checkMatrix("qr", a!);
    const [m, n] = a!.shape as readonly [number, number];
    const size = fullMatrices ? m : Math.min(m, n);
    return [abstractArray([m, size], a!.dtype), abstractArray([size, n], a!.dtype)];
  },
  evaluate: evaluateBy(factorization),
  jvp: ([x], [dx], { fullMatrices }) => {
    const [q, r] = factored(x!, fullMatrices);
    const [m, n] = x!.shape.slice(-2) as [number, number];
    if (m < n) return [[q, r], wideDerivative(q, r, x!, dx!)];
    return [[q, r], fullMatrices && m > n ? fullDerivative(q, r, dx!) : thinDerivative(q, r, dx!)];
  },
  transpose: { nonlinear: "the factors are not linear functions of the matrix" },
  procedure: written(factorization),
});

/** Q and R; Q is square for full matrices, and as wide as R is tall otherwise. */
export function factored(x: NDArray, fullMatrices: boolean): readonly [q: NDArray, r: NDArray] {
  const [q, r] = applyRoutine(routine, [x], { fullMatrices });
  return [q!, r!];
}

/**
 * The QR factorisation: x = q·r with orthonormal columns in q and zeros below the diagonal of r. The diagonal of r has the signs that
 * Householder reflectors give it, as in LAPACK.
 *
 * @param x - float[..., m, n]
 * @param options - see {@link QrOptions}.
 * @returns q: float[..., m, k] and r: float[..., k, n]; k is m, or min(m, n) without full matrices. With `pivoting` also the int32 columns
 * of x in the order in which they come in q·r, [..., n].
 * @throws UsageError for arrays that are no matrices of floats.
 * @example
 * import { array } from "@proj/array";
 * import { linalg } from "@proj/array/lax";
 * const [q, r] = linalg.qr(array([[3, 1], [4, 2]]));
 * r; // ≈ [[-5, -2.2], [0, 0.4]]
 * linalg.qr(array([[1, 3], [2, 4]]), { pivoting: true })[2]; // → [1, 0]
 */
export function qr(
  x: NDArray,
  options: QrOptions & { readonly pivoting: true },
): readonly [q: NDArray, r: NDArray, permutation: NDArray];
export function qr(x: NDArray, options?: QrOptions & { readonly pivoting?: false }): readonly [q: NDArray, r: NDArray];
export function qr(x: NDArray, options?: QrOptions): readonly [q: NDArray, r: NDArray, permutation?: NDArray];
export function qr(x: NDArray, options?: QrOptions): readonly [q: NDArray, r: NDArray, permutation?: NDArray] {
  const { fullMatrices = true, pivoting = false } = readOptions<QrOptions>("lax.linalg.qr", options, readers);
  checkMatrix("lax.linalg.qr", operand("linalg.qr", x));
  if (!pivoting) return factored(x, fullMatrices);
  const permutation = columnPivots(matrixTranspose(x), 1);
  return [...factored(takeColumns(x, permutation), fullMatrices), permutation];
}
