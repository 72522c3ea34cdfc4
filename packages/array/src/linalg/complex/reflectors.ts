import { scan } from "../../control-flow/scan.ts";
import { partDType } from "../../core/types/dtype.ts";
import { add, bitwiseAnd, div, eq, ge, gt, mul, sub } from "../../lax/binary.ts";
import { conj, convertElementType, imag, real, select } from "../../lax/elementwise.ts";
import { identityMatrix, lowerTriangle, matrixProduct, upperTriangle } from "../../lax/linalg/matrices.ts";
import { broadcastedIota, broadcastInDim, expandDims, iota, pad, reshape, transpose } from "../../lax/movement.ts";
import { reduceSum } from "../../lax/reduction.ts";
import { neg, sqrt } from "../../lax/unary.ts";
import type { NDArray } from "../../ndarray/ndarray.ts";
import { adjoint } from "./adjoint.ts";

/*
 * Reductions of complex matrices by Householder reflectors H = I - τ·v·vᴴ, which make what they leave real, as LAPACK's do. One
 * reflector is one step of a scan over whole matrices, so there are no steps for single elements, and derivatives follow.
 */

/** A column of each matrix, as matrices of one column: the one at a place that is an array. */
export const columnAt = (x: NDArray, place: NDArray): NDArray =>
  expandDims(reduceSum(select(eq(broadcastedIota("int32", x.shape, x.ndim - 1), place), x, 0), [x.ndim - 1]), [
    x.ndim - 1,
  ]);

/** A reflector for each matrix: v as one column, τ as one number, both complex. */
interface Reflector {
  readonly v: NDArray;
  readonly tau: NDArray;
}

/** The reflectors with Hᴴ·x = β·e, β real, for columns x of which the elements from a place on take part. */
function reflectorOf(x: NDArray, place: NDArray): Reflector {
  const rows = broadcastedIota("int32", x.shape, x.ndim - 2);
  const axis = x.ndim - 2;
  const [isFirst, isBelow] = [eq(rows, place), gt(rows, place)];
  const sum = (y: NDArray): NDArray => expandDims(reduceSum(y, [axis]), [axis]);
  const alpha = sum(select(isFirst, x, 0));
  const squares = (y: NDArray): NDArray => add(mul(real(y), real(y)), mul(imag(y), imag(y)));
  const below = sum(select(isBelow, squares(x), 0));
  // A real number with zeros below it is left as it is; nothing may be divided by its zeros, in derivatives neither.
  const isDone = bitwiseAnd(eq(below, 0), eq(imag(alpha), 0));
  const size = sqrt(select(isDone, 1, add(below, squares(alpha))));
  const beta = select(ge(real(alpha), 0), neg(size), size);
  const wide = (y: NDArray): NDArray => convertElementType(y, x.dtype);
  const tau = select(isDone, 0, div(sub(wide(beta), alpha), wide(beta)));
  const scale = select(isDone, 1, sub(alpha, wide(beta)));
  const spread = (y: NDArray): NDArray => broadcastInDim(y, x.shape, [...x.shape.keys()]);
  const v = select(isBelow, div(x, spread(scale)), wide(convertElementType(isFirst, partDType(x.dtype))));
  return { v, tau };
}

/** x - factor·a·b, of a column and a row. */
function updated(x: NDArray, factor: NDArray, a: NDArray, b: NDArray): NDArray {
  const spread = broadcastInDim(factor, x.shape, [...x.shape.keys()]);
  return sub(x, mul(spread, matrixProduct(a, b)));
}

/** Hᴴ·x */
const fromLeft = (x: NDArray, { v, tau }: Reflector): NDArray => updated(x, conj(tau), v, matrixProduct(adjoint(v), x));
/** x·H */
const fromRight = (x: NDArray, { v, tau }: Reflector): NDArray => updated(x, tau, matrixProduct(x, v), adjoint(v));

const identity = (x: NDArray, axis: -1 | -2): NDArray =>
  identityMatrix(x.shape.slice(0, -2), x.shape.at(axis)!, x.dtype);

/** a = q·r with a unitary q, and r with a real diagonal. */
export function unitaryTriangular(a: NDArray): readonly [q: NDArray, r: NDArray] {
  const steps = iota("int32", Math.min(...(a.shape.slice(-2) as [number, number])));
  const step = ([r, q]: [NDArray, NDArray], k: NDArray): [[NDArray, NDArray], null] => {
    const reflector = reflectorOf(columnAt(r, k), k);
    return [[fromLeft(r, reflector), fromRight(q, reflector)], null];
  };
  const [[r, q]] = scan(step, [a, identity(a, -2)] as [NDArray, NDArray], steps);
  return [q, r];
}

/** The r of that factorisation above the vectors of its reflectors, as LAPACK packs them, and their factors τ. */
export function packedTriangular(a: NDArray): readonly [packed: NDArray, taus: NDArray] {
  const [m, n] = a.shape.slice(-2) as [number, number];
  const count = Math.min(m, n);
  const step = (r: NDArray, k: NDArray): [NDArray, Reflector] => {
    const reflector = reflectorOf(columnAt(r, k), k);
    return [fromLeft(r, reflector), reflector];
  };
  const [r, { v, tau }] = scan(step, a, iota("int32", count));
  const batch = a.shape.slice(0, -2);
  const behind = [...batch.map((_, axis) => axis + 1), 0];
  const vectors = transpose(reshape(v, [count, ...batch, m]), [...behind.with(-1, behind.length), 0]);
  const none = a.shape.map(() => 0);
  const wide = pad(vectors, 0, none, none.with(-1, n - count));
  return [add(upperTriangle(r), lowerTriangle(wide, -1)), transpose(reshape(tau, [count, ...batch]), behind)];
}

/** a = q·h·qᴴ with a unitary q, and h that is 0 below the diagonal under the main one, which is real. */
export function unitaryHessenberg(a: NDArray): readonly [q: NDArray, h: NDArray] {
  const steps = iota("int32", Math.max(0, a.shape.at(-1)! - 1));
  const step = ([t, q]: [NDArray, NDArray], k: NDArray): [[NDArray, NDArray], null] => {
    const reflector = reflectorOf(columnAt(t, k), add(k, 1));
    return [[fromRight(fromLeft(t, reflector), reflector), fromRight(q, reflector)], null];
  };
  const [[t, q]] = scan(step, [a, identity(a, -1)] as [NDArray, NDArray], steps);
  return [q, upperTriangle(t, -1)];
}

/** a = q·t·qᴴ for Hermitian matrices, with a unitary q and a real, tridiagonal t. */
export function unitaryTridiagonal(a: NDArray): readonly [q: NDArray, t: NDArray] {
  const [q, t] = unitaryHessenberg(a);
  return [q, real(t)];
}

/** a = u·b·vᴴ for matrices that are not wide, with unitary u and v and a real b, which has two diagonals. */
export function unitaryBidiagonal(a: NDArray): readonly [u: NDArray, b: NDArray, v: NDArray] {
  const steps = iota("int32", a.shape.at(-1)!);
  type Carry = [b: NDArray, u: NDArray, v: NDArray];
  const step = ([b, u, v]: Carry, k: NDArray): [Carry, null] => {
    const left = reflectorOf(columnAt(b, k), k);
    const reduced = fromLeft(b, left);
    const right = reflectorOf(columnAt(adjoint(reduced), k), add(k, 1));
    return [[fromRight(reduced, right), fromRight(u, left), fromRight(v, right)], null];
  };
  const [[b, u, v]] = scan(step, [a, identity(a, -2), identity(a, -1)] as Carry, steps);
  return [u, real(b), v];
}
