import { erfInvCoefficients as series } from "./erf-inv-coefficients.ts";

/*
 * The inverse error function in single precision, operation by operation as XLA computes it on the CPU, fused
 * multiply-adds included. It is a few units in the last place off in the middle and some sixty near ±1, where 1 - x² has
 * few digits; but random normal numbers are made with it, and with anything more accurate they would not be the numbers
 * that JAX draws from the same key.
 */

const { fround } = Math;

/** `x·y + z`, rounded once: the product of two singles is exact in double precision. */
const fma = (x: number, y: number, z: number): number => fround(x * y + z);

/** A polynomial by Horner's scheme, highest coefficient first. */
const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, c) => fma(sum, x, c));

/** The natural logarithm of a positive normal number: `e·ln 2 + ln m` with m between √½ and √2. */
function log(x: number): number {
  let exponent = Math.floor(Math.log2(x)) + 1;
  let mantissa = x * 2 ** -exponent;
  if (mantissa < fround(Math.SQRT1_2)) {
    exponent -= 1;
    mantissa *= 2;
  }
  const m = fround(mantissa - 1);
  const square = fround(m * m);
  const cube = fround(square * m);
  const tail = fma(
    fma(polynomial(series.logHigh, m), cube, polynomial(series.logMiddle, m)),
    cube,
    polynomial(series.logLow, m),
  );
  const correction = fma(series.ln2[1], exponent, fround(tail * cube));
  return fma(series.ln2[0], exponent, fround(fma(-0.5, square, m) + correction));
}

/** log(1 + x). */
function log1p(x: number): number {
  if (Math.abs(x) >= fround(Math.SQRT2 - 1)) return log(fround(1 + x));
  const square = fround(x * x);
  const ratio = fround(polynomial(series.log1pNumerator, x) / polynomial(series.log1pDenominator, x));
  return fround(x + fma(-0.5, square, fround(fround(x * square) * ratio)));
}

/** The inverse of erf for singles; ±1 give ±∞ and anything outside NaN. */
export function erfInvSingle(x: number): number {
  if (Math.abs(x) === 1) return x * Infinity;
  if (!(Math.abs(x) < 1)) return Number.NaN;
  const w = -log1p(fround(-x * x));
  const p =
    w < 5 ? polynomial(series.centre, fround(w - 2.5)) : polynomial(series.tails, fround(fround(Math.sqrt(w)) - 3));
  return fround(p * x);
}
