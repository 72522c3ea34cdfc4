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
  log1pNumerator: singles(4.527e-5, 0.49854103, 6.5787326, 29.911919, 60.94967, 57.112964, 20.039553),
  log1pDenominator: singles(1, 15.062909, 83.04757, 221.7624, 309.09872, 216.42789, 60.11866),
  /** The logarithm of a mantissa: three polynomials of its fraction, which are joined in its cube. */
  logHigh: singles(0.070376836, -0.1151461, 0.116769987),
  logMiddle: singles(-0.12420141, 0.14249323, -0.16668058),
  logLow: singles(0.200007148, -0.24999994, 0.3333333),
  /** In w - 2.5, where w = -log(1 - x²) is below 5. */
  centre: singles(
    2.8102264e-8,
    3.4327394e-7,
    -3.5233877e-6,
    -4.3915065e-6,
    2.1858087e-4,
    -1.253725e-3,
    -4.1776816e-3,
    0.24664073,
    1.5014094,
  ),
  /** In √w - 3, elsewhere. */
  tails: singles(
    -2.0021426e-4,
    1.0095056e-4,
    1.3493432e-3,
    -3.6734284e-3,
    5.7395077e-3,
    -7.6224613e-3,
    9.4388705e-3,
    1.001674,
    2.8329768,
  ),
  /** ln 2 in two parts, of which the first has so few bits that its products with exponents are exact. */
  ln2: [0.693359375, Math.fround(-2.1219444e-4)],
} as const;
