import { choiceOption, readOptions, type OptionReaders } from "@proj/tree/core";
import { convert, type ArrayLike } from "../core/operands.ts";
import { add, bitwiseAnd, div, eq, lt, mul, ne, sub } from "../lax/binary.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import { fullLike, select } from "../lax/elementwise.ts";
import { lu } from "../lax/linalg/lu.ts";
import { diagonalOf, takeRows } from "../lax/linalg/matrices.ts";
import { solveTriangle } from "../lax/linalg/triangular-solve.ts";
import { broadcastedIota, broadcastInDim, concatenate, sliceInDim, squeeze } from "../lax/movement.ts";
import { cumprod, reduceAnd, reduceOr, reduceProd, reduceSum } from "../lax/reduction.ts";
import { abs, exp, isFinite, log, sign, stopGradient } from "../lax/unary.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { isComplex } from "./complex/adjoint.ts";
import { complexLu } from "./complex/lu.ts";
import { solveMatrices } from "./solve.ts";
import { squareMatrices } from "./systems.ts";

/** Options of {@link slogdet}. */
export interface SlogdetOptions {
  /** The factorisation that JAX takes; here it is "lu" for both. Default "lu". */
  readonly method?: "lu" | "qr";
}

const readers: OptionReaders<SlogdetOptions> = { method: choiceOption("lu", "qr") };

/** Row `i` and column `j` of matrices. */
function at(x: NDArray, i: number, j: number): NDArray {
  const [row, column] = [x.ndim - 2, x.ndim - 1];
  return squeeze(sliceInDim(sliceInDim(x, i, i + 1, 1, row), j, j + 1, 1, column), [row, column]);
}

/** x · y - z · w */
const difference = (x: NDArray, y: NDArray, z: NDArray, w: NDArray): NDArray => sub(mul(x, y), mul(z, w));

const determinant2 = (x: NDArray): NDArray => difference(at(x, 0, 0), at(x, 1, 1), at(x, 0, 1), at(x, 1, 0));

function determinant3(x: NDArray): NDArray {
  const product = (i: number, j: number, k: number): NDArray => mul(mul(at(x, 0, i), at(x, 1, j)), at(x, 2, k));
  const positive = add(add(product(0, 1, 2), product(1, 2, 0)), product(2, 0, 1));
  return sub(sub(sub(positive, product(2, 1, 0)), product(0, 2, 1)), product(1, 0, 2));
}

const trace = (x: NDArray): NDArray => reduceSum(diagonalOf(x), [x.ndim - 2]);

/** How many exchanges of rows there are, odd or even: 1 or 0. */
function isOdd(...conditions: readonly NDArray[]): NDArray {
  const count = conditions.map((condition) => reduceSum(convert(condition, "int32"), [condition.ndim - 1]));
  return bitwiseAnd(count.reduce((sum, one) => add(sum, one)), 1); // prettier-ignore
}

/** Which of the exchanges of an LU decomposition exchange anything. */
const areExchanged = (pivots: NDArray): NDArray => ne(pivots, broadcastedIota("int32", pivots.shape, pivots.ndim - 1));

const signOf = (odd: NDArray, like: NDArray): NDArray => convert(sub(1, mul(odd, 2)), like.dtype);

/** The determinant as sign and logarithm, from LU factors. */
function fromFactors(x: NDArray): readonly [sign: NDArray, logabsdet: NDArray] {
  const [packed, pivots] = lu(x);
  const diagonal = diagonalOf(packed);
  const last = diagonal.ndim - 1;
  const isZero = reduceOr(eq(diagonal, 0), [last]);
  const signs = signOf(isOdd(areExchanged(pivots), lt(diagonal, 0)), x);
  const logarithm = reduceSum(log(abs(diagonal)), [last]);
  return [select(isZero, 0, signs), select(isZero, -Infinity, logarithm)];
}

/** The same of complex matrices, where the sign is a number of size 1. */
function complexSignAndLogarithm(x: NDArray): [sign: NDArray, logabsdet: NDArray] {
  const [packed, pivots] = complexLu(x);
  const diagonal = diagonalOf(packed);
  const last = diagonal.ndim - 1;
  const sizes = abs(diagonal);
  const isZero = reduceOr(eq(sizes, 0), [last]);
  const units = div(diagonal, convert(select(eq(sizes, 0), 1, sizes), x.dtype));
  const signs = mul(reduceProd(units, [last]), signOf(isOdd(areExchanged(pivots)), x));
  return [select(isZero, 0, signs), select(isZero, -Infinity, reduceSum(log(sizes), [last]))];
}

/**
 * The determinant of matrices as its sign and the logarithm of its absolute value, which neither overflow nor vanish.
 *
 * @param a - `[..., n, n]`
 * @param options - see {@link SlogdetOptions}.
 * @returns both float[...], of complex matrices the sign a complex number of size 1: 0 and -Infinity where a is singular.
 * @throws UsageError for matrices that are not square.
 * @example
 * import { array } from "@proj/array";
 * import { slogdet } from "@proj/array/linalg";
 * slogdet(array([[0, 2], [3, 0]])).map(String); // ≈ ["-1", "1.7917595"]
 */
export function slogdet(a: ArrayLike, options?: SlogdetOptions): [sign: NDArray, logabsdet: NDArray] {
  readOptions<SlogdetOptions>("slogdet", options, readers);
  const x = squareMatrices("slogdet", a);
  return isComplex(x) ? complexSignAndLogarithm(x) : signAndLogarithm(x);
}

function signAndLogarithm(x: NDArray): [sign: NDArray, logabsdet: NDArray] {
  const n = x.shape.at(-1)!;
  const fixed = stopGradient(x);
  if (n === 1 || n === 2) {
    const determinant = (y: NDArray): NDArray => (n === 1 ? at(y, 0, 0) : determinant2(y));
    const value = determinant(fixed);
    const logarithm = customDerivative("slogdet", [x, log(abs(value))], (_, magnitude) => magnitude, [
      (t, y) => div(n === 1 ? at(t, 0, 0) : changeOf2(y, t), determinant(y)),
      null,
    ]);
    return [sign(value), logarithm];
  }
  const [signs, magnitude] = fromFactors(fixed);
  const logarithm = customDerivative("slogdet", [x, magnitude], (_, value) => value, [
    (t, y) => trace(solveMatrices(y, t)),
    null,
  ]);
  return [signs, logarithm];
}

/** How the determinant of 2×2 matrices changes. */
function changeOf2(x: NDArray, t: NDArray): NDArray {
  const diagonal = add(mul(at(t, 0, 0), at(x, 1, 1)), mul(at(t, 1, 1), at(x, 0, 0)));
  return sub(sub(diagonal, mul(at(t, 0, 1), at(x, 1, 0))), mul(at(t, 1, 0), at(x, 0, 1)));
}

/**
 * The determinant of matrices. Its derivative is right for singular matrices too.
 *
 * @param a - float[..., n, n]
 * @returns float[...]
 * @throws UsageError for matrices that are not square.
 * @example
 * import { array } from "@proj/array";
 * import { det } from "@proj/array/linalg";
 * det(array([[1, 2], [3, 4]])); // → -2
 */
export function det(a: ArrayLike): NDArray {
  const x = squareMatrices("det", a);
  const n = x.shape.at(-1);
  if (n === 1) return at(x, 0, 0);
  if (n === 2) return determinant2(x);
  if (n === 3) return determinant3(x);
  if (isComplex(x)) return complexDeterminant(x);
  return customDerivative("det", [x], fromLogarithm, [(t, y) => trace(adjugateTimes(y, t))]);
}

function complexDeterminant(x: NDArray): NDArray {
  const [packed, pivots] = complexLu(x);
  const diagonal = diagonalOf(packed);
  return mul(reduceProd(diagonal, [diagonal.ndim - 1]), signOf(isOdd(areExchanged(pivots)), x));
}

function fromLogarithm(x: NDArray): NDArray {
  const [signs, logabsdet] = signAndLogarithm(x);
  return mul(signs, exp(logabsdet));
}

/**
 * adj(a)·b, which is det(a)·a⁻¹·b where a is regular. Where its rank is n - 1, only the last diagonal element of U is zero; that
 * stands in front of everything else, so the product without it takes its place. Where the rank is less, it is zero. (As in
 * JAX's derivative of det.)
 */
function adjugateTimes(a: NDArray, b: NDArray): NDArray {
  const [packed, pivots, permutation] = lu(a);
  const rank = packed.ndim;
  const n = packed.shape.at(-1)!;
  const rows = rank - 2;
  const signs = signOf(isOdd(areExchanged(pivots)), a);
  const diagonal = diagonalOf(packed);
  const along = broadcastInDim(signs, diagonal.shape, signs.shape.map((_, axis) => axis)); // prettier-ignore
  const partial = mul(cumprod(diagonal, diagonal.ndim - 1), along);
  const before = sliceInDim(partial, n - 2, n - 1, 1, rows);
  const whole = sliceInDim(partial, n - 1, n, 1, rows);
  const spread = (x: NDArray, shape: readonly number[]): NDArray =>
    broadcastInDim(
      squeeze(x, [rows]),
      shape,
      Array.from({ length: rows }, (_, axis) => axis),
    );
  const isLast = (axis: number): NDArray => eq(broadcastedIota("int32", packed.shape, axis), n - 1);
  const corner = select(isLast(rows), convert(isLast(rows + 1), "int32"), 0);
  const factors = select(eq(corner, 1), spread(div(fullLike(before, 1), before), packed.shape), packed);
  const upper = { leftSide: true, lower: false, transposeA: false, unitDiagonal: false };
  const ones = fullLike(sliceInDim(b, 0, 1, 1, rows + 1), 1);
  const regular = reduceAnd(isFinite(solveTriangle(factors, ones, upper)), [rows, rows + 1]);
  const isRegular = broadcastInDim(regular, b.shape, regular.shape.map((_, axis) => axis)); // prettier-ignore
  const permuted = takeRows(select(isRegular, b, 0), permutation);
  const solved = solveTriangle(factors, permuted, { ...upper, lower: true, unitDiagonal: true });
  const first = sliceInDim(solved, 0, n - 1, 1, rows);
  const scaled = concatenate([mul(first, spread(whole, first.shape)), sliceInDim(solved, n - 1, n, 1, rows)], rows);
  return select(isRegular, solveTriangle(factors, scaled, upper), 0);
}
