/*
 * The inverse error function in single precision, operation by operation as XLA computes it on the CPU, fused
 * multiply-adds included. It is a few units in the last place off in the middle and some sixty near ±1, where 1 - x² has
 * few digits; but random normal numbers are made with it, and with anything more accurate they would not be the numbers
 * that JAX draws from the same key.
 *
 * Sources: M. Giles, "Approximating the erfinv function" (2011), for the two polynomials; S. Moshier's Cephes library for
 * log1p near zero (rational) and for the logarithm (polynomial).
 */

const { fround } = Math;

const singles = (...values: readonly number[]): readonly number[] => values.map(fround);

/** `x·y + z`, rounded once: the product of two singles is exact in double precision. */
const fma = (x: number, y: number, z: number): number => fround(x * y + z);

/** A polynomial by Horner's scheme, highest coefficient first. */
const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, c) => fma(sum, x, c));

const log1pNumerator = singles(
  4.5270000862445199635215e-5,
  4.9854102823193375972212e-1,
  6.5787325942061044846969,
  2.9911919328553073277375e1,
  6.0949667980987787057556e1,
  5.7112963590585538103336e1,
  2.0039553499201281259648e1,
);
const log1pDenominator = singles(
  1,
  1.5062909083469192043167e1,
  8.3047565967967209469434e1,
  2.2176239823732856465394e2,
  3.0909872225312059774938e2,
  2.1642788614495947685003e2,
  6.0118660497603843919306e1,
);
const logHigh = singles(7.0376836292e-2, -1.151461031e-1, 1.167699874e-1);
const logMiddle = singles(-1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1);
const logLow = singles(2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1);
/** ln 2 in two parts, of which the first has so few bits that its products with exponents are exact. */
const [ln2High, ln2Low] = [fround(0.693359375), fround(-2.1219444e-4)];

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
  const tail = fma(fma(polynomial(logHigh, m), cube, polynomial(logMiddle, m)), cube, polynomial(logLow, m));
  const correction = fma(ln2Low, exponent, fround(tail * cube));
  return fma(ln2High, exponent, fround(fma(-0.5, square, m) + correction));
}

/** log(1 + x). */
function log1p(x: number): number {
  if (Math.abs(x) >= fround(Math.SQRT2 - 1)) return log(fround(1 + x));
  const square = fround(x * x);
  const ratio = fround(polynomial(log1pNumerator, x) / polynomial(log1pDenominator, x));
  return fround(x + fma(-0.5, square, fround(fround(x * square) * ratio)));
}

const centre = singles(
  2.81022636e-8,
  3.43273939e-7,
  -3.5233877e-6,
  -4.39150654e-6,
  2.1858087e-4,
  -1.25372503e-3,
  -4.17768164e-3,
  2.46640727e-1,
  1.50140941,
);
const tails = singles(
  -2.00214257e-4,
  1.00950558e-4,
  1.34934322e-3,
  -3.67342844e-3,
  5.73950773e-3,
  -7.6224613e-3,
  9.43887047e-3,
  1.00167406,
  2.83297682,
);

/** The inverse of erf for singles; ±1 give ±∞ and anything outside NaN. */
export function erfInvSingle(x: number): number {
  if (Math.abs(x) === 1) return x * Infinity;
  if (!(Math.abs(x) < 1)) return Number.NaN;
  const w = -log1p(fround(-x * x));
  const p = w < 5 ? polynomial(centre, fround(w - 2.5)) : polynomial(tails, fround(fround(Math.sqrt(w)) - 3));
  return fround(p * x);
}
