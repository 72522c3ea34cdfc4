import type { Term } from "../lax/apply.ts";
import { ofPrecision } from "../lax/approximation.ts";
import { inSinglePrecision } from "../lax/half-precision.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { strictFloats } from "./operands.ts";

/** Bernoulli's number B₂ⱼ, over (2j)!, from j = 1 on. */
const bernoulliOverFactorial = [
  0.08333333333333333, -0.001388888888888889, 3.306878306878307e-5, -8.267195767195768e-7, 2.08767569878681e-8,
  -5.284190138687493e-10, 1.3382536530684679e-11, -3.3896802963225827e-13, 8.586062056277845e-15,
  -2.174868698558062e-16,
];

/** Σ (q + k)⁻ˢ for s > 1 and q > 0: some terms, and the formula of Euler and Maclaurin for all others. */
function sumOfPowers(s: NDArray, q: NDArray): NDArray {
  const [terms, corrections] = ofPrecision<readonly [number, number]>(q, [6, 5], [11, 10]);
  const exponent = lax.neg(s);
  let sum = lax.pow(q, exponent);
  for (let k = 1; k < terms; k++) sum = lax.add(sum, lax.pow(lax.add(q, k), exponent));
  const start = lax.add(q, terms);
  const power = lax.pow(start, exponent);
  const inverse = lax.div(1, start);
  let tail = lax.add(lax.div(lax.mul(power, start), lax.sub(s, 1)), lax.mul(power, 0.5));
  let factor = lax.mul(lax.mul(power, s), inverse);
  bernoulliOverFactorial.slice(0, corrections).forEach((coefficient, j) => {
    tail = lax.add(tail, lax.mul(factor, coefficient));
    if (j + 1 === corrections) return;
    factor = lax.mul(lax.mul(factor, lax.mul(lax.add(s, 2 * j + 1), inverse)), lax.mul(lax.add(s, 2 * j + 2), inverse));
  });
  // Where powers vanish they may stand beside infinite factors.
  return lax.add(sum, lax.select(lax.eq(power, 0), 0, tail));
}

/** The Hurwitz zeta function as a formula, which may be differentiated. */
export function hurwitz(s: NDArray, q: NDArray): NDArray {
  const negative = lax.lt(q, 0);
  // Σ over k < m of (q + k)⁻ˢ, where q + m = r is between 0 and 1, is the sum of (1 - r + k)⁻ˢ up to -q, with the sign of (-1)ˢ.
  const steps = lax.neg(lax.floor(q));
  const above = sumOfPowers(s, lax.select(negative, lax.add(q, steps), q));
  const mirrored = lax.select(negative, lax.sub(lax.sub(1, q), steps), 1);
  const below = lax.sub(sumOfPowers(s, mirrored), sumOfPowers(s, lax.select(negative, lax.sub(1, q), 2)));
  const half = lax.mul(s, 0.5);
  const even = lax.eq(lax.roundToEven(half), half);
  const sum = lax.add(above, lax.select(even, below, lax.neg(below)));
  const whole = lax.eq(lax.roundToEven(s), s);
  const atPole = lax.bitwiseAnd(lax.le(q, 0), lax.eq(lax.floor(q), q));
  const hasNoSum = lax.bitwiseAnd(lax.lt(s, 1), lax.bitwiseNot(lax.bitwiseAnd(atPole, even)));
  const undefinedThere = lax.bitwiseOr(
    lax.bitwiseOr(hasNoSum, lax.eq(s, Infinity)),
    lax.bitwiseOr(lax.bitwiseAnd(negative, lax.bitwiseNot(whole)), lax.bitwiseAnd(atPole, lax.bitwiseNot(even))),
  );
  const value = lax.select(lax.bitwiseOr(lax.eq(s, 1), atPole), Infinity, lax.select(negative, sum, above));
  return lax.select(lax.bitwiseAnd(undefinedThere, lax.ne(s, 1)), NaN, value);
}

/**
 * The Hurwitz zeta function ζ(s, q) = Σ (q + k)⁻ˢ over k = 0, 1, 2, … (Euler–Maclaurin; q below 0 for whole s only).
 *
 * @param s - finite floats above 1; NaN elsewhere, infinite at 1.
 * @param q - floats of the same dtype and shape, or a scalar; a pole at 0, -1, -2, …
 * @throws UsageError for arrays of other dtypes, of two dtypes or of two shapes.
 * @example
 * import { array } from "@proj/array";
 * import { zeta } from "@proj/array/lax";
 * zeta(array([2, 3]), 1); // ≈ [1.6449, 1.2021]
 */
export function zeta(s: Term, q: Term): NDArray {
  return inSinglePrecision(strictFloats("zeta", s, q), hurwitz);
}
