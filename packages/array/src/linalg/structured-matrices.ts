import {
  choiceOption,
  integerOption,
  readArgument,
  readOptions,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import { broadcastTo, filled, promoteOperands, toArray, type ArrayLike } from "../core/operands.ts";
import { stretchedShape } from "../core/types/shape.ts";
import { take } from "../indexing/take.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { conj } from "../numpy/complex.ts";
import { array } from "../numpy/creation.ts";
import { real, toStrong } from "../numpy/elementwise.ts";
import { eye } from "../numpy/matrices.ts";
import { atleast1d } from "../numpy/reshaping.ts";

/*
 * Matrices of which a vector says everything: each element is one of the vector's, at a position that follows from its row and
 * column. Vectors stand on the last axis; leading axes are batches.
 */

/** The row or the column of every element of a matrix. */
const index = (rows: number, columns: number, dimension: 0 | 1): NDArray =>
  lax.broadcastedIota("int32", [rows, columns], dimension);

/** A matrix of elements of a vector on the last axis. */
const elements = (vector: NDArray, positions: NDArray): NDArray =>
  take(vector, positions, { axis: -1, mode: "promise" });

/** The vector without its first element. */
const rest = (vector: NDArray): NDArray => lax.sliceInDim(vector, 1, vector.shape.at(-1)!, 1, vector.ndim - 1);

/** Two vectors on the last axes, in one dtype and with the same leading axes. */
function vectorPair(operation: string, x: NDArray, y: NDArray): readonly [NDArray, NDArray] {
  const [a, b] = promoteOperands(operation, [x, y]) as [NDArray, NDArray];
  const batch = stretchedShape(operation, a.shape.slice(0, -1), b.shape.slice(0, -1));
  return [broadcastTo(a, [...batch, a.shape.at(-1)!]), broadcastTo(b, [...batch, b.shape.at(-1)!])];
}

/** The argument as vectors of at least some length on the last axis. */
function vectors(operation: string, name: string, x: NDArray, least: number): NDArray {
  if (x.ndim > 0 && x.shape.at(-1)! >= least) return x;
  throw new UsageError({
    operation,
    received: `${name}: ${x.describe()}`,
    expected: least === 0 ? `${name}: vectors on the last axis` : `${name}: vectors of length ${least} or more`,
    remedy: "make a vector of the scalar with reshape, or give more elements",
  });
}

/**
 * Toeplitz matrices, constant along each diagonal.
 *
 * @param c - the first column: `[..., m]`.
 * @param r - the first row: `[..., n]`, whose first element is not read; default the conjugate of `c`.
 * @returns `[..., m, n]`, with the leading axes of both broadcast.
 * @example
 * import { array } from "@proj/array";
 * import { toeplitz } from "@proj/array/linalg";
 * toeplitz(array([1, 2, 3]), array([1, 4])); // → [[1, 4], [2, 1], [3, 2]]
 */
export function toeplitz(c: ArrayLike, r?: ArrayLike): NDArray {
  const given = atleast1d(toArray(c, "toeplitz"));
  const [column, row] = vectorPair(
    "toeplitz",
    given,
    r === undefined ? conj(given) : atleast1d(toArray(r, "toeplitz")),
  );
  return toStrong(toeplitzOf(column, row));
}

/** The matrices with a first column and, but for its first element, a first row. */
function toeplitzOf(column: NDArray, row: NDArray): NDArray {
  const [m, n] = [column.shape.at(-1)!, row.shape.at(-1)!];
  if (m === 0 || n === 0) return filled([...column.shape, n], 0, column.dtype);
  const axis = column.ndim - 1;
  const diagonals = lax.concatenate([lax.rev(column, [axis]), rest(row)], axis);
  return elements(diagonals, lax.add(lax.sub(index(m, n, 1), index(m, n, 0)), m - 1));
}

/**
 * Hankel matrices, constant along each antidiagonal.
 *
 * @param c - the first column: `[..., m]`.
 * @param r - the last row: `[..., n]`, whose first element is not read; default zeros, as many as `c` has elements.
 * @returns `[..., m, n]`
 * @throws UsageError for scalars.
 * @example
 * import { array } from "@proj/array";
 * import { hankel } from "@proj/array/linalg";
 * hankel(array([1, 2, 3])); // → [[1, 2, 3], [2, 3, 0], [3, 0, 0]]
 */
export function hankel(c: ArrayLike, r?: ArrayLike): NDArray {
  const first = vectors("hankel", "c", toArray(c, "hankel"), 0);
  const last = r === undefined ? lax.fullLike(first, 0) : vectors("hankel", "r", toArray(r, "hankel"), 0);
  const [column, row] = vectorPair("hankel", first, last);
  const [m, n] = [column.shape.at(-1)!, row.shape.at(-1)!];
  if (m === 0 || n === 0) return filled([...column.shape, n], 0, column.dtype);
  const antidiagonals = lax.concatenate([column, rest(row)], column.ndim - 1);
  return toStrong(elements(antidiagonals, lax.add(index(m, n, 0), index(m, n, 1))));
}

/**
 * Circulant matrices: each column is the one before, moved down by one and around.
 *
 * @param c - the first column: `[..., n]`.
 * @returns `[..., n, n]`
 * @example
 * import { array } from "@proj/array";
 * import { circulant } from "@proj/array/linalg";
 * circulant(array([1, 2, 3])); // → [[1, 3, 2], [2, 1, 3], [3, 2, 1]]
 */
export function circulant(c: ArrayLike): NDArray {
  const column = atleast1d(toArray(c, "circulant"));
  const n = column.shape.at(-1)!;
  if (n === 0) return filled([...column.shape, 0], 0, column.dtype);
  const distance = lax.sub(index(n, n, 0), index(n, n, 1));
  return elements(column, lax.select(lax.lt(distance, 0), lax.add(distance, n), distance));
}

/** Options of {@link convolutionMatrix}. */
export interface ConvolutionMatrixOptions {
  /** Which part of the convolution: all of it (`"full"`, the default), as much as the longer vector, or without borders. */
  readonly mode?: "full" | "same" | "valid";
}

const modeOption = choiceOption("full", "same", "valid");
const convolutionReaders: OptionReaders<ConvolutionMatrixOptions> = { mode: modeOption };

/**
 * Matrices by which convolution with a vector is a product: `convolutionMatrix(a, n) · v` convolves `a` with `v`.
 *
 * @param a - `[..., m]`, m at least 1.
 * @param n - how many elements `v` has.
 * @param options - the mode alone, or {@link ConvolutionMatrixOptions}.
 * @returns `[..., k, n]`, where k is m + n - 1 for `"full"`.
 * @throws UsageError for scalars and empty vectors, and unless `n` is positive.
 * @example
 * import { array } from "@proj/array";
 * import { convolutionMatrix } from "@proj/array/linalg";
 * convolutionMatrix(array([1, 2]), 2); // → [[1, 0], [2, 1], [0, 2]]
 */
export function convolutionMatrix(
  a: ArrayLike,
  n: number,
  options?: NonNullable<ConvolutionMatrixOptions["mode"]> | ConvolutionMatrixOptions,
): NDArray {
  const operation = "convolutionMatrix";
  const vector = vectors(operation, "a", toArray(a, operation), 1);
  const columns = readArgument(operation, "n", n, integerOption(1));
  const { mode = "full" } =
    typeof options === "string"
      ? { mode: readArgument(operation, "mode", options, modeOption) }
      : readOptions<ConvolutionMatrixOptions>(operation, options, convolutionReaders);
  const [m, axis] = [vector.shape.at(-1)!, vector.ndim - 1];
  const shorter = Math.min(m, columns) - 1;
  const [above, below] = {
    full: [0, 0],
    same: [Math.floor(shorter / 2), Math.ceil(shorter / 2)],
    valid: [shorter, shorter],
  }[mode] as [number, number];
  const none = vector.shape.map(() => 0);
  const padded = (x: NDArray): NDArray => lax.pad(x, 0, none, none.with(-1, columns - 1));
  const length = m + columns - 1;
  const column = lax.sliceInDim(padded(vector), above, length - below, 1, axis);
  const row = lax.sliceInDim(padded(lax.rev(vector, [axis])), length - columns - above, length - above, 1, axis);
  return toStrong(toeplitzOf(column, row));
}

/** Matrices whose first row is given, above another matrix. */
function withFirstRow(row: NDArray, below: NDArray): NDArray {
  const first = lax.expandDims(row, [row.ndim - 1]);
  return lax.concatenate(
    [first, broadcastTo(below, [...row.shape.slice(0, -1), ...below.shape.slice(-2)])],
    row.ndim - 1,
  );
}

/** Vectors as the diagonals of matrices with one more column, of zeros. */
function diagonalRows(vector: NDArray): NDArray {
  const n = vector.shape.at(-1)!;
  const spread = lax.broadcastInDim(
    vector,
    [...vector.shape, n + 1],
    vector.shape.map((_, axis) => axis),
  );
  const on = broadcastTo(lax.eq(index(n, n + 1, 0), index(n, n + 1, 1)), spread.shape);
  return lax.select(on, spread, 0);
}

/**
 * Leslie matrices, which take the ages of a population one step ahead.
 *
 * @param f - fecundity of each age, the first row: `[..., n]`, n at least 2.
 * @param s - the part of each age that survives, the first subdiagonal: `[..., n - 1]`.
 * @returns `[..., n, n]`
 * @throws UsageError when the lengths do not fit.
 * @example
 * import { array } from "@proj/array";
 * import { leslie } from "@proj/array/linalg";
 * leslie(array([0.5, 2]), array([0.25])); // → [[0.5, 2], [0.25, 0]]
 */
export function leslie(f: ArrayLike, s: ArrayLike): NDArray {
  const fecundity = vectors("leslie", "f", atleast1d(toArray(f, "leslie")), 2);
  const [row, below] = vectorPair("leslie", fecundity, atleast1d(toArray(s, "leslie")));
  if (below.shape.at(-1) !== row.shape.at(-1)! - 1) {
    throw new UsageError({
      operation: "leslie",
      received: `f: ${row.describe()} and s: ${below.describe()}`,
      expected: "one element less in s than in f",
      remedy: "leave out the survival of the last age",
    });
  }
  return withFirstRow(row, diagonalRows(below));
}

/**
 * Companion matrices of polynomials: their eigenvalues are the roots.
 *
 * @param a - coefficients, highest power first: `[..., n]`, n at least 2.
 * @returns `[..., n - 1, n - 1]`
 * @throws UsageError for fewer coefficients.
 * @example
 * import { array } from "@proj/array";
 * import { companion } from "@proj/array/linalg";
 * companion(array([1, -10, 31, -30])); // → [[10, -31, 30], [1, 0, 0], [0, 1, 0]]
 */
export function companion(a: ArrayLike): NDArray {
  const coefficients = vectors("companion", "a", atleast1d(real("companion", a)), 2);
  const axis = coefficients.ndim - 1;
  const row = lax.neg(divided(rest(coefficients), lax.sliceInDim(coefficients, 0, 1, 1, axis)));
  const n = row.shape.at(-1)!;
  return withFirstRow(row, eye(n - 1, n, { dtype: row.dtype }));
}

/** Vectors, each divided by its own number: `[..., n]` by `[..., 1]`. */
const divided = (vector: NDArray, first: NDArray): NDArray => lax.div(vector, broadcastTo(first, vector.shape));

/**
 * Fiedler matrices: the distances |aᵢ - aⱼ|.
 *
 * @param a - `[..., n]`.
 * @returns `[..., n, n]`
 * @example
 * import { array } from "@proj/array";
 * import { fiedler } from "@proj/array/linalg";
 * fiedler(array([1, 4, 6])); // → [[0, 3, 5], [3, 0, 2], [5, 2, 0]]
 */
export function fiedler(a: ArrayLike): NDArray {
  const vector = atleast1d(toArray(a, "fiedler"));
  const square = [...vector.shape, vector.shape.at(-1)!];
  const down = broadcastTo(lax.expandDims(vector, [vector.ndim]), square);
  return lax.abs(lax.sub(down, broadcastTo(lax.expandDims(vector, [vector.ndim - 1]), square)));
}

/**
 * Fiedler companion matrices of polynomials: five diagonals, whose eigenvalues are the roots.
 *
 * @param a - coefficients, highest power first: `[..., n]`, n at least 1.
 * @returns `[..., n - 1, n - 1]`
 * @throws UsageError for no coefficients.
 * @example
 * import { array } from "@proj/array";
 * import { fiedlerCompanion } from "@proj/array/linalg";
 * fiedlerCompanion(array([1, -16, 86])); // → [[16, -86], [1, 0]]
 */
export function fiedlerCompanion(a: ArrayLike): NDArray {
  const coefficients = vectors("fiedlerCompanion", "a", atleast1d(real("fiedlerCompanion", a)), 1);
  const axis = coefficients.ndim - 1;
  const n = coefficients.shape.at(-1)! - 1;
  if (n === 0) return filled([...coefficients.shape.slice(0, -1), 0, 0], 0, coefficients.dtype);
  const negative = lax.neg(divided(coefficients, lax.sliceInDim(coefficients, 0, 1, 1, axis)));
  // Known on the host: which coefficient stands where, or -1 for a one, or -2 for a zero.
  const place = (i: number, j: number): number => {
    if (j === 0 && i < 2) return i === 0 ? 1 : -1;
    if (i % 2 === 1) return j === i - 2 ? -1 : -2;
    return j === i + 1 ? i + 2 : j === i + 2 ? -1 : j === i - 1 ? i + 1 : -2;
  };
  const places = Array.from({ length: n * n }, (_, at) => place(Math.floor(at / n), at % n));
  const ends = [...coefficients.shape.slice(0, -1), 1];
  const known = lax.concatenate([negative, lax.full(ends, 1, negative.dtype), lax.full(ends, 0, negative.dtype)], axis);
  const positions = array(
    places.map((at) => (at >= 0 ? at : n - at)),
    { dtype: "int32" },
  );
  return elements(known, lax.reshape(positions, [n, n]));
}
