import {
  booleanOption,
  integerOption,
  readArgument,
  readOptions,
  readPositionalOptions,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import { broadcastTo, convert, promotedType, promoteTo, type ArrayLike } from "../core/operands.ts";
import { arrayOption } from "../core/options.ts";
import { stretchedShape } from "../core/types/shape.ts";
import * as lax from "../lax/index.ts";
import { generalEigenpairs } from "../lax/linalg/eig.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { abs, add, multiply, negative, sqrt } from "./arithmetic.ts";
import { inFloat, real, toStrong } from "./elementwise.ts";
import { finfo } from "./result-type.ts";
import { where } from "./selection.ts";
import { withoutZeros } from "./without-zeros.ts";
import { isComplexDType, type FloatDType } from "../core/types/dtype.ts";

/*
 * Polynomials as vectors of coefficients, that of the highest power first.
 */

function checkVector(operation: string, x: NDArray): NDArray {
  if (x.ndim === 1) return x;
  throw new UsageError({
    operation,
    received: x.describe(),
    expected: "a vector of coefficients, that of the highest power first",
    remedy: "ravel it, or use vmap for several polynomials",
  });
}

/** Two polynomials in their common dtype. */
function pairOf(operation: string, a: ArrayLike, b: ArrayLike, inexact: boolean): readonly [NDArray, NDArray] {
  const common = promotedType(operation, [a, b]);
  const type = inexact ? inFloat(common) : common;
  return [checkVector(operation, promoteTo(operation, a, type)), checkVector(operation, promoteTo(operation, b, type))];
}

/** The vector with zeros in front, so that it has so many elements. */
const lengthened = (x: NDArray, length: number): NDArray => lax.pad(x, 0, [Math.max(0, length - x.length)], [0]);

/**
 * The sum of two polynomials.
 *
 * @throws UsageError for anything but vectors of coefficients.
 * @example
 * import { array, polyadd } from "@proj/array";
 * polyadd(array([1, 2]), array([9, 5, 4])); // → [9, 6, 6]
 */
export function polyadd(a: ArrayLike, b: ArrayLike): NDArray {
  return addPolynomials(...pairOf("polyadd", a, b, false));
}

function addPolynomials(a: NDArray, b: NDArray): NDArray {
  const length = Math.max(a.length, b.length);
  return add(lengthened(a, length), lengthened(b, length));
}

/**
 * The difference of two polynomials.
 *
 * @throws UsageError for anything but vectors of coefficients.
 * @example
 * import { array, polysub } from "@proj/array";
 * polysub(array([2, 10]), array([1, 1, 1])); // → [-1, 1, 9]
 */
export function polysub(a: ArrayLike, b: ArrayLike): NDArray {
  const [first, second] = pairOf("polysub", a, b, false);
  return addPolynomials(first, negative(second));
}

/** Options of {@link polymul} and {@link polydiv}. */
export interface PolynomialProductOptions {
  /** Whether to leave out zeros in front, which needs concrete values; default false. */
  readonly trimLeadingZeros?: boolean;
}

const productReaders: OptionReaders<PolynomialProductOptions> = { trimLeadingZeros: booleanOption };

/**
 * The product of two polynomials, as floats.
 *
 * @param options - see {@link PolynomialProductOptions}.
 * @throws UsageError for anything but vectors of coefficients.
 * @example
 * import { array, polymul } from "@proj/array";
 * polymul(array([1, 2]), array([1, 3])); // → [1, 5, 6]
 */
export function polymul(a: ArrayLike, b: ArrayLike, options?: PolynomialProductOptions): NDArray {
  const { trimLeadingZeros = false } = readOptions<PolynomialProductOptions>("polymul", options, productReaders);
  const pair = pairOf("polymul", a, b, true);
  const trims = trimLeadingZeros && pair.some(({ length }) => length > 1);
  const [first, second] = trims ? pair.map((x) => withoutZeros("polymul", x, "f", [0])) : pair;
  return product(first, second);
}

function product(a: NDArray, b: NDArray): NDArray {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  const count = Math.max(1, long.length + short.length - 1);
  if (short.length === 0) return lax.full([Math.max(1, long.length)], 0, long.dtype);
  // Each coefficient of the shorter one moves the longer one.
  const rows = Array.from({ length: short.length }, (_, place) =>
    lax.expandDims(lax.pad(long, 0, [place], [count - long.length - place]), [0]),
  );
  const moved = lax.concatenate(rows, 0);
  return lax.dotGeneral(short, moved, { lhsContracting: [0], rhsContracting: [0], lhsBatch: [], rhsBatch: [] });
}

/**
 * The quotient of two polynomials and what remains.
 *
 * @param options - see {@link PolynomialProductOptions}; of the rest, what is nearly 0 in front is left out.
 * @returns the quotient, and the rest with as many coefficients as `a`.
 * @throws UsageError for anything but vectors of coefficients, and for a divisor without any.
 * @example
 * import { array, polydiv } from "@proj/array";
 * polydiv(array([3, 5, 2]), array([2, 1])); // → [[1.5, 1.75], [0, 0, 0.25]]
 */
export function polydiv(
  a: ArrayLike,
  b: ArrayLike,
  options?: PolynomialProductOptions,
): readonly [quotient: NDArray, rest: NDArray] {
  const { trimLeadingZeros = false } = readOptions<PolynomialProductOptions>("polydiv", options, productReaders);
  const [dividend, divisor] = pairOf("polydiv", a, b, true);
  if (divisor.length === 0) {
    throw new UsageError({
      operation: "polydiv",
      received: `a divisor ${divisor.describe()}`,
      expected: "at least one coefficient",
      remedy: "check the divisor first",
    });
  }
  const scale = lax.div(1, divisor.get(0));
  const steps = dividend.length - divisor.length + 1;
  let rest = dividend;
  const quotient: NDArray[] = [];
  for (let step = 0; step < steps; step++) {
    const factor = lax.mul(scale, rest.get(step));
    quotient.push(lax.reshape(factor, [1]));
    const taken = lax.pad(multiply(factor, divisor), 0, [step], [dividend.length - divisor.length - step]);
    rest = lax.sub(rest, taken);
  }
  const result = quotient.length === 0 ? lax.full([1], 0, dividend.dtype) : toStrong(lax.concatenate(quotient, 0));
  rest = convert(rest, rest.dtype, dividend.weakType && divisor.weakType);
  if (!trimLeadingZeros) return [result, rest];
  const tolerance = sqrt(finfo(rest.dtype as FloatDType).eps);
  const kept = withoutZeros("polydiv", where(abs(rest).le(tolerance), 0, rest), "f", [0]);
  return [result, lax.sliceInDim(rest, rest.length - kept.length, rest.length)];
}

const orderOption = integerOption(0);

/**
 * The derivative of a polynomial, as floats.
 *
 * @param order - how often it is taken; default 1.
 * @throws UsageError for anything but a vector of coefficients, and for a negative order.
 * @example
 * import { array, polyder } from "@proj/array";
 * polyder(array([1, 1, 1, 1])); // → [3, 2, 1]
 */
export function polyder(p: ArrayLike, order = 1): NDArray {
  const times = readArgument("polyder", "order", order, orderOption);
  const coefficients = checkVector("polyder", real("polyder", p));
  const count = Math.max(0, coefficients.length - times);
  if (times === 0) return coefficients;
  return scaled(toStrong(lax.sliceInDim(coefficients, 0, count)), (place) =>
    falling(coefficients.length - 1 - place, times),
  );
}

/** n (n - 1) … with so many factors. */
const falling = (n: number, factors: number): number => (factors === 0 ? 1 : n * falling(n - 1, factors - 1));

function scaled(x: NDArray, factor: (place: number) => number): NDArray {
  return x.length === 0
    ? x
    : lax.mul(
        x,
        lax.concatenate(
          Array.from({ length: x.length }, (_, place) => lax.full([1], factor(place), x.dtype)),
          0,
        ),
      );
}

/** Options of {@link polyint}. */
export interface PolyintOptions {
  /** How often the integral is taken; default 1. */
  readonly m?: number;
  /** The constants of integration: one for all, or one for each time, that of the highest power first; default 0. */
  readonly k?: ArrayLike | null;
}

const polyintReaders: OptionReaders<PolyintOptions> = {
  m: orderOption,
  k: (value, place) => (value === null ? null : arrayOption(value, place)),
};

/**
 * The integral of a polynomial, as floats.
 *
 * @param m - how often it is taken, or {@link PolyintOptions}; default 1.
 * @param k - the constants of integration; default 0.
 * @throws UsageError for anything but a vector of coefficients, a negative order, and a wrong number of constants.
 * @example
 * import { array, polyint } from "@proj/array";
 * polyint(array([3, 2, 1])); // → [1, 1, 1, 0]
 */
export function polyint(p: ArrayLike, m?: number | PolyintOptions, k?: ArrayLike | null): NDArray {
  const read = readPositionalOptions<PolyintOptions>("polyint", [m, k], ["m", "k"], polyintReaders);
  const { m: times = 1 } = read;
  const constants = read.k ?? 0;
  const type = inFloat(promotedType("polyint", [p, constants]));
  const coefficients = checkVector("polyint", promoteTo("polyint", p, type));
  const given = promoteTo("polyint", constants, type);
  if (given.ndim > 1 || (given.size !== 1 && given.size !== times)) {
    throw new UsageError({
      operation: "polyint",
      received: `constants ${given.describe()} for ${times} integrals`,
      expected: "one for all, or one for each",
      remedy: "give a vector with one constant for each integral",
    });
  }
  if (times === 0) return coefficients;
  const added = broadcastTo(lax.reshape(given, [given.size]), [times]);
  const joined = lax.concatenate([coefficients, added], 0);
  const highest = joined.length - 1;
  return lax.div(
    joined,
    scaled(lax.full([joined.length], 1, joined.dtype), (place) =>
      Array.from({ length: times }, (_, step) => Math.max(1, highest - place - step)).reduce((a, b) => a * b),
    ),
  );
}

/** Options of {@link polyval}. */
export interface PolyvalOptions {
  /** How many steps JAX's loop takes at once; here there is no loop. */
  readonly unroll?: number;
}

const polyvalReaders: OptionReaders<PolyvalOptions> = { unroll: integerOption(1) };

/**
 * The value of a polynomial, by Horner's scheme.
 *
 * @param p - coefficients along the first axis, that of the highest power first; further axes broadcast with `x`.
 * @param x - where; of any shape.
 * @param options - see {@link PolyvalOptions}.
 * @throws UsageError for coefficients without an axis.
 * @example
 * import { array, polyval } from "@proj/array";
 * polyval(array([3, 0, 1]), array([5, 1])); // → [76, 4]
 */
export function polyval(p: ArrayLike, x: ArrayLike, options?: PolyvalOptions): NDArray {
  readOptions<PolyvalOptions>("polyval", options, polyvalReaders);
  const type = promotedType("polyval", [p, x]);
  const [coefficients, at] = [promoteTo("polyval", p, type), promoteTo("polyval", x, type)];
  if (coefficients.ndim === 0) checkVector("polyval", coefficients);
  const shape = stretchedShape("polyval", coefficients.shape.slice(1), at.shape);
  const start = lax.full(shape, 0, at.dtype);
  return [...coefficients].reduce<NDArray>((value, coefficient) => add(multiply(value, at), coefficient), start);
}

/**
 * The polynomial with given zeros, and 1 before the highest power.
 *
 * @param zeros - a vector; or a real square matrix, for its characteristic polynomial, whose coefficients are complex numbers.
 * @throws UsageError for other shapes.
 * @example
 * import { array, poly } from "@proj/array";
 * poly(array([1, 2])); // → [1, -3, 2]
 */
export function poly(zeros: ArrayLike): NDArray {
  const given = real("poly", zeros);
  const vector = given.ndim === 0 ? lax.reshape(given, [1]) : given;
  const [rows, columns] = vector.shape;
  if (vector.ndim !== 1 && (vector.ndim !== 2 || rows !== columns || isComplexDType(vector.dtype))) {
    throw new UsageError({
      operation: "poly",
      received: vector.describe(),
      expected: "a vector of zeros, or a square matrix of real numbers",
      remedy: "ravel it, or give the eigenvalues of the matrix",
    });
  }
  const places = vector.ndim === 1 ? vector : generalEigenpairs(vector, false)[0]!;
  if (places.length === 0) return convert(lax.full([], 1, places.dtype), places.dtype);
  const one = lax.full([1], 1, places.dtype);
  return [...places].reduce<NDArray>(
    (p, zero) => lax.sub(lax.pad(p, 0, [0], [1]), multiply(lax.pad(p, 0, [1], [0]), zero)),
    one,
  );
}
