import {
  anyOption,
  booleanOption,
  choiceOption,
  integerOption,
  listOption,
  readOptions,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { isFloat } from "../core/types/dtype.ts";
import * as lax from "../lax/index.ts";
import { tridiagonalEigenpairs } from "../lax/linalg/tridiagonal-eigh.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/** Options of {@link eighTridiagonal}. */
export interface EighTridiagonalOptions {
  /** Whether there are eigenvalues only; default false. */
  readonly eigvalsOnly?: boolean;
  /** All of them (`"a"`, the default), or those of a range of places in ascending order (`"i"`). */
  readonly select?: "a" | "i";
  /** The first and the last place, for `select: "i"`. */
  readonly selectRange?: readonly number[];
  /** For JAX's bisection; here eigenvalues are as exact as their dtype allows. */
  readonly tol?: number | null;
}

const readers: OptionReaders<EighTridiagonalOptions> = {
  eigvalsOnly: booleanOption,
  select: choiceOption("a", "i"),
  selectRange: listOption(integerOption(0)),
  tol: anyOption(),
};

/**
 * Eigenvalues and eigenvectors of a symmetric tridiagonal matrix.
 *
 * @param d - the diagonal: float[n]
 * @param e - the elements beside it: float[n - 1]
 * @param options - see {@link EighTridiagonalOptions}.
 * @returns the eigenvalues in ascending order, float[n], and the eigenvectors as columns, float[n, n]; or the former alone.
 * @throws UsageError for shapes or dtypes that do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { eighTridiagonal } from "@proj/array/linalg";
 * eighTridiagonal(array([2, 2]), array([1]), { eigvalsOnly: true }); // ≈ [1, 3]
 */
export function eighTridiagonal(
  d: ArrayLike,
  e: ArrayLike,
  options: EighTridiagonalOptions & { readonly eigvalsOnly: true },
): NDArray;
export function eighTridiagonal(
  d: ArrayLike,
  e: ArrayLike,
  options?: EighTridiagonalOptions & { readonly eigvalsOnly?: false },
): readonly [w: NDArray, v: NDArray];
export function eighTridiagonal(
  d: ArrayLike,
  e: ArrayLike,
  options?: EighTridiagonalOptions,
): NDArray | readonly [w: NDArray, v: NDArray];
export function eighTridiagonal(
  d: ArrayLike,
  e: ArrayLike,
  options?: EighTridiagonalOptions,
): NDArray | readonly [w: NDArray, v: NDArray] {
  const operation = "eighTridiagonal";
  const { eigvalsOnly = false, select = "a", selectRange } = readOptions(operation, options, readers);
  const [diagonal, beside] = [toArray(d, operation), toArray(e, operation)];
  const n = diagonal.shape[0] ?? 0;
  const fits = diagonal.ndim === 1 && beside.ndim === 1 && beside.shape[0] === Math.max(0, n - 1);
  if (!fits || !isFloat(diagonal.dtype) || beside.dtype !== diagonal.dtype) {
    throw new UsageError({
      operation,
      received: `${diagonal.describe()} and ${beside.describe()}`,
      expected: "vectors of floats of one dtype, the second one element shorter",
      remedy: "give the diagonal, then the elements beside it; for batches apply it under vmap",
    });
  }
  const [first, last] = placesOf(operation, select, selectRange, n);
  const padded = lax.pad(beside, 0, [0], [n - beside.shape[0]!]);
  const chosen = (x: NDArray): NDArray => lax.sliceInDim(x, first, last + 1, 1, x.ndim - 1);
  const results = tridiagonalEigenpairs(diagonal, padded, !eigvalsOnly);
  return eigvalsOnly ? chosen(results[0]!) : [chosen(results[1]!), chosen(results[0]!)];
}

/** The first and the last place of the eigenvalues that are wanted. */
function placesOf(
  operation: string,
  select: "a" | "i",
  range: readonly number[] | undefined,
  n: number,
): readonly [first: number, last: number] {
  if (select === "a") return [0, n - 1];
  const [first, last] = range ?? [];
  if (first !== undefined && last !== undefined && first <= last && last < n) return [first, last];
  throw new UsageError({
    operation,
    received: `select: "i" with selectRange: ${JSON.stringify(range)} of ${n} eigenvalues`,
    expected: `selectRange: the first and the last place, from 0 to ${n - 1}`,
    remedy: "write { selectRange: [0, 0] } for the smallest one",
  });
}
