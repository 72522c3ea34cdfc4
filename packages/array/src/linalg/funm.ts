import {
  booleanOption,
  functionOption,
  readArgument,
  readPositionalOptions,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { shapesEqual } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import { complexSchur, inComplex, triangularFunction } from "../lax/linalg/complex-schur.ts";
import { diagonalOf, identityMatrix, matrixProduct, upperTriangle } from "../lax/linalg/matrices.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { adjoint } from "./complex/adjoint.ts";
import { epsilonOf } from "./epsilon.ts";
import { matrixNorm } from "./norm.ts";
import { squareMatrices } from "./systems.ts";

/** Options of {@link funm}. */
export interface FunmOptions {
  /** Gives the function alone; otherwise an estimate of the relative error comes with it. Default true. */
  readonly disp?: boolean;
}

const readers: OptionReaders<FunmOptions> = { disp: booleanOption };

/**
 * A function of matrices, on the host: that of their eigenvalues, continued to matrices by the recurrence of B. Parlett. It loses
 * digits where eigenvalues are close to each other.
 *
 * @param a - `[..., n, n]`
 * @param func - from the eigenvalues, complex[..., n], to the values of the function there.
 * @param disp - whether the error is left out, or {@link FunmOptions}. Default true.
 * @returns complex[..., n, n]; with `disp: false` also the estimate of the error, float[...].
 * @throws UsageError for matrices that are not square.
 * @example
 * import { array, exp, real } from "@proj/array";
 * import { funm } from "@proj/array/linalg";
 * real(funm(array([[0, 1], [0, 1]]), exp)); // ≈ [[1, 1.718], [0, 2.718]]
 */
export function funm(
  a: ArrayLike,
  func: (x: NDArray) => NDArray,
  disp?: true | (FunmOptions & { readonly disp?: true }),
): NDArray;
export function funm(
  a: ArrayLike,
  func: (x: NDArray) => NDArray,
  disp: false | (FunmOptions & { readonly disp: false }),
): readonly [f: NDArray, error: NDArray];
export function funm(
  a: ArrayLike,
  func: (x: NDArray) => NDArray,
  disp?: boolean | FunmOptions,
): NDArray | readonly [f: NDArray, error: NDArray];
export function funm(
  a: ArrayLike,
  func: (x: NDArray) => NDArray,
  ...args: readonly unknown[]
): NDArray | readonly [f: NDArray, error: NDArray] {
  readArgument("funm", "func", func, functionOption());
  const { disp = true } = readPositionalOptions<FunmOptions>("funm", args, ["disp"], readers);
  const [t, z] = complexSchur(inComplex(squareMatrices("funm", a)));
  const eigenvalues = diagonalOf(t);
  const values = toArray(func(eigenvalues), "funm");
  if (!shapesEqual(values.shape, eigenvalues.shape)) {
    throw new UsageError({
      operation: "funm",
      received: `a function that gives ${values.describe()} for ${eigenvalues.describe()}`,
      expected: "a value for each eigenvalue",
      remedy: "give a function of arrays that works element by element, such as exp",
    });
  }
  const across = (x: NDArray): NDArray => lax.broadcastInDim(x, t.shape, [...x.shape.keys()]);
  const n = t.shape.at(-1)!;
  const isDiagonal = lax.ne(identityMatrix(t.shape.slice(0, -2), n, "int32"), 0);
  const onDiagonal = lax.select(isDiagonal, across(lax.convertElementType(values, t.dtype)), 0);
  const f = matrixProduct(matrixProduct(z, triangularFunction(t, onDiagonal)), adjoint(z));
  return disp ? f : [f, errorOf(t, f)];
}

/** The estimate of SciPy: how close eigenvalues are, beside what is above the diagonal. */
function errorOf(t: NDArray, f: NDArray): NDArray {
  const epsilon = epsilonOf(t);
  const values = diagonalOf(t);
  const along = (dimension: number): NDArray =>
    lax.broadcastInDim(values, t.shape, [...values.shape.keys()].with(-1, dimension));
  const gaps = lax.abs(lax.sub(along(t.ndim - 1), along(t.ndim - 2)));
  const isAbove = lax.gt(
    lax.broadcastedIota("int32", t.shape, t.ndim - 1),
    lax.broadcastedIota("int32", t.shape, t.ndim - 2),
  );
  const matrix = [t.ndim - 2, t.ndim - 1];
  // The size of an eigenvalue counts as a gap too, as in SciPy; here it is the largest, since their order is free.
  const first = lax.reduceMax(lax.select(isAbove, 0, lax.abs(t)), matrix);
  const least = lax.reduceMin(
    lax.select(isAbove, gaps, lax.broadcastInDim(first, gaps.shape, [...first.shape.keys()])),
    matrix,
  );
  const closest = lax.select(lax.eq(least, 0), epsilon, least);
  const size = matrixNorm(upperTriangle(t, 1), { ord: 1 });
  const estimate = lax.min(1, lax.max(epsilon, lax.mul(lax.div(epsilon, closest), size)));
  const isInfinite = lax.reduceOr(lax.eq(lax.abs(f), Infinity), matrix);
  return lax.select(isInfinite, Infinity, estimate);
}
