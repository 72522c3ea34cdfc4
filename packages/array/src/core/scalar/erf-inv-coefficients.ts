/** Numbers as single precision has them. */
const singles = (...values: readonly number[]): readonly number[] => values.map(Math.fround);

/**
 * The polynomials of the inverse error function in single precision, each from its highest power down: evaluation and targets
 * compute it from the same numbers, step by step, so that they draw the same normal numbers.
 *
 * Sources: M. Giles, "Approximating the erfinv function" (2011), for `centre` and `tails`; S. Moshier's Cephes library for log1p
 * near zero (rational) and for the logarithm.
 *
 * @example
 * import { erfInvCoefficients } from "@proj/array/core";
 * erfInvCoefficients.centre.length; // → 9
 */
export const erfInvCoefficients = {
  /** log1p near zero is rational. */
  log1pNumerator: singles(
    4.5270000862445199635215e-5,
    4.9854102823193375972212e-1,
    6.5787325942061044846969,
    2.9911919328553073277375e1,
    6.0949667980987787057556e1,
    5.7112963590585538103336e1,
    2.0039553499201281259648e1,
  ),
  log1pDenominator: singles(
    1,
    1.5062909083469192043167e1,
    8.3047565967967209469434e1,
    2.2176239823732856465394e2,
    3.0909872225312059774938e2,
    2.1642788614495947685003e2,
    6.0118660497603843919306e1,
  ),
  /** The logarithm of a mantissa: three polynomials of its fraction, which are joined in its cube. */
  logHigh: singles(7.0376836292e-2, -1.151461031e-1, 1.167699874e-1),
  logMiddle: singles(-1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1),
  logLow: singles(2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1),
  /** In w - 2.5, where w = -log(1 - x²) is below 5. */
  centre: singles(
    2.81022636e-8,
    3.43273939e-7,
    -3.5233877e-6,
    -4.39150654e-6,
    2.1858087e-4,
    -1.25372503e-3,
    -4.17768164e-3,
    2.46640727e-1,
    1.50140941,
  ),
  /** In √w - 3, elsewhere. */
  tails: singles(
    -2.00214257e-4,
    1.00950558e-4,
    1.34934322e-3,
    -3.67342844e-3,
    5.73950773e-3,
    -7.6224613e-3,
    9.43887047e-3,
    1.00167406,
    2.83297682,
  ),
  /** ln 2 in two parts, of which the first has so few bits that its products with exponents are exact. */
  ln2: [0.693359375, Math.fround(-2.1219444e-4)],
} as const;
