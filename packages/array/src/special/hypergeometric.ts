import { whileLoop } from "../control-flow/while-loop.ts";
import type { ArrayLike } from "../core/operands.ts";
import { ofPrecision } from "../lax/approximation.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import { inSinglePrecision } from "../lax/half-precision.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toStrong } from "../numpy/elementwise.ts";
import { and, anywhere, or } from "./conditions.ts";
import { digamma, gammaOf } from "./gamma-function.ts";
import { floats } from "./operands.ts";

/*
 * Hypergeometric series, as in J. W. Pearson, S. Olver and M. A. Porter, Numerical methods for the computation of the confluent
 * and Gauss hypergeometric functions (2014), with transformations (DLMF 13.2.39, 15.8.1 and 15.8.10) to arguments where
 * terms have one sign and become small.
 */

/** Terms after which a series is given up. */
const most = 2000;

const precisionOf = (x: NDArray): number => ofPrecision(x, 2 ** -24, 2 ** -53);

/** 1 + r(0) + r(0) r(1) + …, where it is wanted, until terms no longer count. */
function series(ratio: (k: NDArray) => NDArray, wanted: NDArray, like: NDArray): NDArray {
  const eps = precisionOf(like);
  const one = lax.fullLike(like, 1);
  const { sum } = whileLoop(
    ({ k, open }) => and(anywhere(open), lax.lt(k, most)),
    ({ k, term, sum, open }) => {
      const next = lax.mul(term, ratio(k));
      const grown = lax.add(sum, next);
      return {
        k: lax.add(k, 1),
        term: next,
        sum: lax.select(open, grown, sum),
        open: and(open, lax.gt(lax.abs(next), lax.mul(lax.abs(grown), eps))),
      };
    },
    { k: lax.constantLike(like, 0), term: one, sum: one, open: wanted },
  );
  return sum;
}

/** The derivative of such a series by a parameter, of which `slope(k)` is the derivative of log r(k). */
function seriesSlope(ratio: (k: NDArray) => NDArray, slope: (k: NDArray) => NDArray, like: NDArray): NDArray {
  const eps = precisionOf(like);
  const one = lax.fullLike(like, 1);
  const zero = lax.fullLike(like, 0);
  const { sum } = whileLoop(
    ({ k, open }) => and(anywhere(open), lax.lt(k, most)),
    ({ k, term, logarithm, sum, open }) => {
      const next = lax.mul(term, ratio(k));
      const changed = lax.add(logarithm, slope(k));
      const part = lax.mul(next, changed);
      const grown = lax.add(sum, part);
      return {
        k: lax.add(k, 1),
        term: next,
        logarithm: changed,
        sum: lax.select(open, grown, sum),
        open: and(open, lax.gt(lax.abs(part), lax.mul(lax.abs(grown), eps))),
      };
    },
    { k: lax.constantLike(like, 0), term: one, logarithm: zero, sum: zero, open: lax.eq(one, 1) },
  );
  return sum;
}

/** Whether a parameter ends the series: it is 0 or a negative whole number. */
const ends = (a: NDArray): NDArray => and(and(lax.le(a, 0), lax.isFinite(a)), lax.eq(a, lax.roundToEven(a)));

const confluentRatio =
  (a: NDArray, b: NDArray, x: NDArray) =>
  (k: NDArray): NDArray =>
    lax.div(lax.mul(lax.div(lax.add(a, k), lax.add(b, k)), x), lax.add(k, 1));

function confluent(a: NDArray, b: NDArray, x: NDArray): NDArray {
  const difference = lax.sub(b, a);
  // exp(x) ₁F₁(b - a; b; -x) has terms of one sign where x is negative.
  const canMirror = and(lax.bitwiseNot(ends(a)), lax.isFinite(difference));
  const mirrored = and(or(lax.lt(x, 0), ends(difference)), canMirror);
  const parameter = lax.select(mirrored, difference, a);
  const argument = lax.select(mirrored, lax.neg(x), x);
  const large = and(lax.gt(argument, 100), lax.bitwiseNot(ends(parameter)));
  const sum = series(confluentRatio(parameter, b, argument), lax.bitwiseNot(large), x);
  const near = lax.mul(sum, lax.select(mirrored, lax.exp(x), 1));
  // For large x, Γ(b) / Γ(a) exp(x) xᵃ⁻ᵇ times a series that soon ends.
  const distant = lax.select(large, argument, 200);
  const rest = lax.sub(b, parameter);
  const ratio = (k: NDArray): NDArray =>
    lax.div(lax.mul(lax.add(rest, k), lax.sub(lax.add(k, 1), parameter)), lax.mul(lax.add(k, 1), distant));
  const scale = lax.mul(lax.div(gammaOf(b), gammaOf(parameter)), lax.pow(distant, lax.neg(rest)));
  const far = lax.mul(lax.mul(scale, series(ratio, large, x)), lax.select(mirrored, 1, lax.exp(distant)));
  const value = lax.select(large, far, near);
  const beside0 = lax.select(lax.eq(x, 0), 1, value);
  return lax.select(lax.eq(a, 0), 1, lax.select(lax.eq(b, 0), Infinity, beside0));
}

function hyp1f1Of(a: NDArray, b: NDArray, x: NDArray): NDArray {
  return customDerivative("hyp1f1", [a, b, x], confluent, [
    (t, p, q, u) =>
      lax.mul(
        t,
        seriesSlope(confluentRatio(p, q, u), (k) => lax.reciprocal(lax.add(p, k)), u),
      ),
    (t, p, q, u) =>
      lax.mul(
        t,
        seriesSlope(confluentRatio(p, q, u), (k) => lax.neg(lax.reciprocal(lax.add(q, k))), u),
      ),
    (t, p, q, u) => lax.mul(t, lax.mul(lax.div(p, q), hyp1f1Of(lax.add(p, 1), lax.add(q, 1), u))),
  ]);
}

/**
 * The confluent hypergeometric function ₁F₁(a; b; x), Kummer's function M.
 *
 * @param a - float[...]
 * @param b - float[...]; at 0 the function is infinite.
 * @param x - float[...]
 * @returns the broadcast shape.
 * @example
 * import { hyp1f1 } from "@proj/array/special";
 * hyp1f1(1, 2, 1); // ≈ 1.71828
 */
export function hyp1f1(a: ArrayLike, b: ArrayLike, x: ArrayLike): NDArray {
  return toStrong(inSinglePrecision([...floats("hyp1f1", a, b, x)], hyp1f1Of));
}

const gaussRatio =
  (a: NDArray, b: NDArray, c: NDArray, x: NDArray) =>
  (k: NDArray): NDArray =>
    lax.div(lax.mul(lax.mul(lax.div(lax.add(a, k), lax.add(c, k)), lax.add(b, k)), x), lax.add(k, 1));

/** Γ(a) Γ(b) / (Γ(c) Γ(d)) */
const gammas = (a: NDArray, b: NDArray, c: NDArray, d: NDArray): NDArray =>
  lax.mul(lax.div(gammaOf(a), gammaOf(c)), lax.div(gammaOf(b), gammaOf(d)));

/** ₂F₁ beside x = 1, where d = c - a - b is no whole number. */
function besideOne(a: NDArray, b: NDArray, c: NDArray, d: NDArray, rest: NDArray, wanted: NDArray): NDArray {
  const [ca, cb] = [lax.sub(c, a), lax.sub(c, b)];
  const first = series(gaussRatio(a, b, lax.sub(1, d), rest), wanted, rest);
  const second = series(gaussRatio(ca, cb, lax.add(d, 1), rest), wanted, rest);
  return lax.add(
    lax.mul(gammas(c, d, ca, cb), first),
    lax.mul(lax.mul(lax.pow(rest, d), gammas(c, lax.neg(d), a, b)), second),
  );
}

/** ₂F₁ beside x = 1, where m = c - a - b is a whole number from 0. */
function besideOneWhole(a: NDArray, b: NDArray, c: NDArray, m: NDArray, rest: NDArray, wanted: NDArray): NDArray {
  const eps = precisionOf(rest);
  const [am, bm] = [lax.add(a, m), lax.add(b, m)];
  const one = lax.fullLike(rest, 1);
  const zero = lax.fullLike(rest, 0);
  const finite = whileLoop(
    ({ n }) => anywhere(and(wanted, lax.lt(n, m))),
    ({ n, term, sum }) => {
      const counts = lax.lt(n, m);
      const next = lax.mul(term, lax.div(lax.mul(lax.mul(lax.add(a, n), lax.add(b, n)), rest), lax.mul(lax.add(n, 1), lax.sub(lax.add(n, 1), m)))); // prettier-ignore
      return { n: lax.add(n, 1), term: next, sum: lax.select(counts, lax.add(sum, term), sum) };
    },
    { n: zero, term: one, sum: zero },
  ).sum;
  const logarithm = lax.log(rest);
  const { sum } = whileLoop(
    ({ n, open }) => and(anywhere(open), anywhere(lax.lt(n, most))),
    ({ n, term, sum, open }) => {
      const bracket = lax.sub(
        lax.add(lax.add(logarithm, digamma(lax.add(am, n))), digamma(lax.add(bm, n))),
        lax.add(digamma(lax.add(n, 1)), digamma(lax.add(lax.add(n, m), 1))),
      );
      const part = lax.mul(term, bracket);
      const grown = lax.add(sum, part);
      const next = lax.mul(term, lax.div(lax.mul(lax.mul(lax.add(am, n), lax.add(bm, n)), rest), lax.mul(lax.add(n, 1), lax.add(lax.add(n, m), 1)))); // prettier-ignore
      return {
        n: lax.add(n, 1),
        term: next,
        sum: lax.select(open, grown, sum),
        open: and(open, lax.gt(lax.abs(part), lax.mul(lax.abs(grown), eps))),
      };
    },
    { n: zero, term: lax.reciprocal(gammaOf(lax.add(m, 1))), sum: zero, open: wanted },
  );
  const signed = lax.select(lax.eq(lax.rem(m, 2), 0), rest, lax.neg(rest));
  const infinite = lax.mul(
    lax.mul(lax.div(gammaOf(c), lax.mul(gammaOf(a), gammaOf(b))), wholePower(signed, rest, m)),
    sum,
  );
  const whole = lax.select(lax.gt(m, 0), lax.mul(gammas(lax.max(m, 1), c, am, bm), finite), 0);
  return lax.sub(whole, infinite);
}

/** (-1)ᵐ restᵐ, the sign by that of `signed`. */
const wholePower = (signed: NDArray, rest: NDArray, m: NDArray): NDArray => lax.mul(lax.sign(signed), lax.pow(rest, m));

/** ₂F₁ for x from 0 to 1. */
function inside(a: NDArray, b: NDArray, c: NDArray, x: NDArray, polynomial: NDArray): NDArray {
  const near = and(lax.gt(x, 0.9), lax.bitwiseNot(polynomial));
  const given = lax.sub(lax.sub(c, a), b);
  // (1 - x)ᵈ ₂F₁(c - a, c - b; c; x) where d is negative.
  const turned = and(near, lax.lt(given, 0));
  const [p, q] = [lax.select(turned, lax.sub(c, a), a), lax.select(turned, lax.sub(c, b), b)];
  const d = lax.abs(given);
  const rest = lax.select(near, lax.sub(1, x), 0.05);
  const whole = lax.lt(lax.abs(lax.sub(d, lax.roundToEven(d))), ofPrecision(x, 1e-5, 1e-13));
  const far = series(gaussRatio(a, b, c, lax.select(near, 0.5, x)), lax.bitwiseNot(near), x);
  const broken = besideOne(p, q, c, lax.select(whole, 0.5, d), rest, and(near, lax.bitwiseNot(whole)));
  const exact = besideOneWhole(p, q, c, lax.select(whole, lax.roundToEven(d), 0), rest, and(near, whole));
  const beside = lax.mul(lax.select(whole, exact, broken), lax.select(turned, lax.pow(rest, given), 1));
  return lax.select(near, beside, far);
}

function gauss(a: NDArray, b: NDArray, c: NDArray, x: NDArray): NDArray {
  const polynomial = or(ends(a), ends(b));
  const d = lax.sub(lax.sub(c, a), b);
  // (1 - x)⁻ᵃ ₂F₁(a, c - b; c; x / (x - 1)) where x is negative.
  const mirrored = and(lax.lt(x, 0), lax.bitwiseNot(polynomial));
  const within = or(lax.lt(x, 1), polynomial);
  const safe = lax.select(within, x, 0.5);
  const argument = lax.select(mirrored, lax.div(safe, lax.sub(safe, 1)), safe);
  const other = lax.select(mirrored, lax.sub(c, b), b);
  const value = lax.mul(
    inside(a, other, c, argument, or(polynomial, ends(other))),
    lax.select(mirrored, lax.pow(lax.sub(1, safe), lax.neg(a)), 1),
  );
  const atOne = lax.select(lax.gt(d, 0), gammas(c, d, lax.sub(c, a), lax.sub(c, b)), Infinity);
  const outside = lax.select(lax.eq(x, 1), atOne, lax.select(lax.gt(x, 1), lax.fullLike(x, Infinity), NaN));
  const one = or(lax.eq(x, 0), and(or(lax.eq(a, 0), lax.eq(b, 0)), lax.ne(c, 0)));
  const result = lax.select(ends(c), Infinity, lax.select(within, value, outside));
  return lax.select(one, 1, result);
}

function hyp2f1Of(a: NDArray, b: NDArray, c: NDArray, x: NDArray): NDArray {
  const byParameter = (slope: (k: NDArray, a: NDArray, b: NDArray, c: NDArray) => NDArray) =>
    (t: NDArray, p: NDArray, q: NDArray, r: NDArray, u: NDArray): NDArray =>
      lax.mul(t, seriesSlope(gaussRatio(p, q, r, u), (k) => slope(k, p, q, r), u)); // prettier-ignore
  return customDerivative("hyp2f1", [a, b, c, x], gauss, [
    byParameter((k, p) => lax.reciprocal(lax.add(p, k))),
    byParameter((k, _, q) => lax.reciprocal(lax.add(q, k))),
    byParameter((k, _p, _q, r) => lax.neg(lax.reciprocal(lax.add(r, k)))),
    (t, p, q, r, u) =>
      lax.mul(t, lax.mul(lax.div(lax.mul(p, q), r), hyp2f1Of(lax.add(p, 1), lax.add(q, 1), lax.add(r, 1), u))),
  ]);
}

/**
 * Gauss's hypergeometric function ₂F₁(a, b; c; x).
 *
 * @param a - float[...]
 * @param b - float[...]
 * @param c - float[...]; at 0 and negative whole numbers the function is infinite.
 * @param x - float[...]; above 1 the function is infinite, unless `a` or `b` makes it a polynomial. Derivatives by `a`, `b` and
 *   `c` are those of the series, which converges between -1 and 1.
 * @returns the broadcast shape.
 * @example
 * import { hyp2f1 } from "@proj/array/special";
 * hyp2f1(1, 1, 2, 0.5); // ≈ 1.38629
 */
export function hyp2f1(a: ArrayLike, b: ArrayLike, c: ArrayLike, x: ArrayLike): NDArray {
  return toStrong(inSinglePrecision([...floats("hyp2f1", a, b, c, x)], hyp2f1Of));
}
