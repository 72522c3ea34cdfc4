import { whileLoop } from "../control-flow/while-loop.ts";
import { broadcastOperands } from "../core/operands.ts";
import type { Term } from "../lax/apply.ts";
import { ofPrecision } from "../lax/approximation.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import { inSinglePrecision } from "../lax/half-precision.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { and, anywhere, or } from "./conditions.ts";
import { continuedFraction } from "./continued-fraction.ts";
import { gammaDensity, gammaSlope } from "./gamma-density.ts";
import { digamma, logGamma1p } from "./gamma-function.ts";
import { refused, strictFloats } from "./operands.ts";

/*
 * The incomplete gamma functions P(a, x) and Q(a, x) = 1 - P(a, x), regularised. P is a power series (DLMF 8.11.4), Q a continued
 * fraction where x is large (DLMF 8.9.2) and an alternating series beside x = 0 (DLMF 8.7.1), where 1 - P would have no digits.
 * Loops go on until the last element has its digits; the others rest, and take no part where another formula is used.
 */

/** Where a function is computed by which formula, from arguments that make each of them converge. */
interface Arguments {
  readonly a: NDArray;
  readonly x: NDArray;
  /** xᵃ e⁻ˣ / Γ(a + 1). */
  readonly density: NDArray;
  /** Whether Q is the continued fraction. */
  readonly fraction: NDArray;
}

function placed(a: NDArray, x: NDArray): Arguments {
  const regular = and(lax.gt(a, 0), lax.gt(x, 0), lax.isFinite(a), lax.isFinite(x));
  const [b, v] = broadcastOperands("igamma", [lax.select(regular, a, 1), lax.select(regular, x, 1)]);
  return {
    a: b!,
    x: v!,
    density: gammaDensity(b!, lax.add(b!, 1), v!),
    fraction: and(lax.ge(v!, 1.1), lax.gt(v!, b!)),
  };
}

/** P at regular arguments, where it is not the rest of the continued fraction: Σ xⁿ / ((a + 1) … (a + n)) times the density. */
function powerSeries({ a, x, density, fraction }: Arguments): NDArray {
  const start = lax.select(fraction, 0, x);
  const one = lax.fullLike(start, 1);
  const eps = ofPrecision(a, 2 ** -25, 2 ** -54);
  const { sum } = whileLoop(
    ({ term, sum }) => anywhere(lax.gt(term, lax.mul(sum, eps))),
    ({ denominator, term, sum }) => {
      const next = lax.add(denominator, 1);
      const smaller = lax.mul(term, lax.div(start, next));
      return { denominator: next, term: smaller, sum: lax.add(sum, smaller) };
    },
    { denominator: lax.add(a, 0), term: one, sum: one },
  );
  return lax.mul(density, sum);
}

/** Q by its continued fraction 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - …)). */
function upperFraction({ a, x, density, fraction }: Arguments): NDArray {
  const first = lax.add(lax.sub(x, a), 1);
  const value = continuedFraction(first, (k) => lax.mul(k, lax.sub(a, k)), fraction);
  return lax.mul(lax.mul(density, a), value);
}

/** Q where x is small: 1 - xᵃ / Γ(a + 1) · (1 + a Σ (-x)ⁿ / ((a + n) n!)). */
function alternatingSeries(a: NDArray, x: NDArray): NDArray {
  const eps = ofPrecision(a, 2 ** -25, 2 ** -54);
  const { sum } = whileLoop(
    ({ sum, change }) => anywhere(lax.gt(lax.abs(change), lax.mul(lax.abs(sum), eps))),
    ({ n, factor, sum }) => {
      const next = lax.add(n, 1);
      const power = lax.mul(factor, lax.neg(lax.div(x, next)));
      const change = lax.div(power, lax.add(a, next));
      return { n: next, factor: power, change, sum: lax.add(sum, change) };
    },
    { n: lax.constantLike(a, 0), factor: lax.fullLike(x, 1), change: lax.fullLike(x, 1), sum: lax.fullLike(x, 0) },
  );
  const logarithm = lax.sub(lax.mul(a, lax.log(x)), logGamma1p(a));
  return lax.sub(lax.neg(lax.expm1(logarithm)), lax.mul(lax.mul(lax.exp(logarithm), a), sum));
}

const isWrong = (a: NDArray, x: NDArray): NDArray =>
  or(lax.lt(x, 0), lax.lt(a, 0), and(lax.eq(a, 0), lax.eq(x, 0)), lax.ne(a, a), lax.ne(x, x));

function lowerPart(a: NDArray, x: NDArray): NDArray {
  const args = placed(a, x);
  const value = lax.select(args.fraction, lax.sub(1, upperFraction(args)), powerSeries(args));
  const one = or(lax.eq(a, 0), lax.eq(x, Infinity));
  const zero = or(lax.eq(x, 0), and(lax.eq(a, Infinity), lax.lt(x, Infinity)));
  return lax.select(isWrong(a, x), NaN, lax.select(one, 1, lax.select(zero, 0, value)));
}

function upperPart(a: NDArray, x: NDArray): NDArray {
  const args = placed(a, x);
  const bound = lax.select(lax.lt(args.x, 0.5), lax.div(-0.4, lax.log(lax.min(args.x, 0.5))), lax.mul(args.x, 1.1));
  const beside = and(lax.lt(args.x, 1.1), lax.lt(args.a, bound));
  const alternating = alternatingSeries(lax.select(beside, args.a, 1), lax.select(beside, args.x, 0.5));
  const rest = lax.select(beside, alternating, lax.sub(1, powerSeries(args)));
  const value = lax.select(args.fraction, upperFraction(args), rest);
  const zero = or(lax.eq(a, 0), lax.eq(x, Infinity));
  const one = or(lax.eq(x, 0), and(lax.eq(a, Infinity), lax.lt(x, Infinity)));
  return lax.select(isWrong(a, x), NaN, lax.select(zero, 0, lax.select(one, 1, value)));
}

/**
 * The regularised lower incomplete gamma function P(a, x) = ∫₀ˣ tᵃ⁻¹ e⁻ᵗ dt / Γ(a).
 *
 * @param a - floats ≥ 0; NaN below.
 * @param x - floats ≥ 0 of the same dtype and shape, or a scalar; NaN below.
 * @throws UsageError for arrays of other dtypes, of two dtypes or of two shapes.
 * @example
 * import { array } from "@proj/array";
 * import { igamma } from "@proj/array/lax";
 * igamma(2, array([0.5, 1, 5])); // ≈ [0.0902, 0.2642, 0.9596]
 */
export function igamma(a: Term, x: Term): NDArray {
  return inSinglePrecision(strictFloats("igamma", a, x), (b, v) =>
    customDerivative("igamma", [b, v], lowerPart, [
      (t, c, u) => lax.mul(t, igammaGradA(c, u)),
      (t, c, u) => lax.mul(t, gammaSlope(c, u)),
    ]),
  );
}

/**
 * The regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x), accurate also where that is tiny.
 *
 * @param a - floats ≥ 0; NaN below.
 * @param x - floats ≥ 0 of the same dtype and shape, or a scalar; NaN below.
 * @throws UsageError for arrays of other dtypes, of two dtypes or of two shapes.
 * @example
 * import { array } from "@proj/array";
 * import { igammac } from "@proj/array/lax";
 * igammac(2, array([0.5, 1, 5])); // ≈ [0.9098, 0.7358, 0.0404]
 */
export function igammac(a: Term, x: Term): NDArray {
  return inSinglePrecision(strictFloats("igammac", a, x), (b, v) =>
    customDerivative("igammac", [b, v], upperPart, [
      (t, c, u) => lax.neg(lax.mul(t, igammaGradA(c, u))),
      (t, c, u) => lax.neg(lax.mul(t, gammaSlope(c, u))),
    ]),
  );
}

/** The power series without its density, differentiated by a. */
function powerSeriesSlope({ a, x, fraction }: Arguments): NDArray {
  const start = lax.select(fraction, 0, x);
  const one = lax.fullLike(start, 1);
  const zero = lax.fullLike(start, 0);
  const eps = ofPrecision(a, 2 ** -25, 2 ** -54);
  const { sum, slope } = whileLoop(
    ({ sum, slope, term, change }) =>
      anywhere(or(lax.gt(term, lax.mul(sum, eps)), lax.gt(lax.abs(change), lax.mul(lax.abs(slope), eps)))),
    ({ denominator, term, change, sum, slope }) => {
      const next = lax.add(denominator, 1);
      const ratio = lax.div(start, next);
      const changed = lax.mul(lax.sub(change, lax.div(term, next)), ratio);
      const smaller = lax.mul(term, ratio);
      return {
        denominator: next,
        term: smaller,
        change: changed,
        sum: lax.add(sum, smaller),
        slope: lax.add(slope, changed),
      };
    },
    { denominator: lax.add(a, 0), term: one, change: zero, sum: one, slope: zero },
  );
  return lax.add(lax.mul(sum, lax.sub(lax.log(x), digamma(lax.add(a, 1)))), slope);
}

/** The continued fraction without its density, differentiated by a. */
function continuedFractionSlope({ a, x, fraction }: Arguments): NDArray {
  const eps = ofPrecision(a, 2 ** -23, 2 ** -52);
  const first = lax.add(lax.sub(x, a), 1);
  const start = lax.div(1, first);
  const zero = lax.fullLike(start, 0);
  const { value, slope } = whileLoop(
    ({ open }) => anywhere(open),
    ({ n, b, c, d, cSlope, dSlope, value, slope, open }) => {
      const next = lax.add(n, 1);
      const denominator = lax.add(b, 2);
      const numerator = lax.mul(next, lax.sub(a, next));
      const down = lax.div(1, lax.add(denominator, lax.mul(numerator, d)));
      const underSlope = lax.sub(lax.add(lax.mul(next, d), lax.mul(numerator, dSlope)), 1);
      const downSlope = lax.neg(lax.mul(lax.square(down), underSlope));
      const up = lax.add(denominator, lax.div(numerator, c));
      const upSlope = lax.sub(lax.div(lax.sub(next, lax.mul(lax.div(numerator, c), cSlope)), c), 1);
      const factor = lax.mul(up, down);
      const factorSlope = lax.add(lax.mul(upSlope, down), lax.mul(up, downSlope));
      const change = lax.add(lax.mul(slope, lax.sub(factor, 1)), lax.mul(value, factorSlope));
      const grown = lax.add(slope, change);
      const moving = or(
        lax.gt(lax.abs(lax.sub(factor, 1)), eps),
        lax.gt(lax.abs(change), lax.mul(lax.abs(grown), eps)),
      );
      return {
        n: next,
        b: denominator,
        c: up,
        d: down,
        cSlope: upSlope,
        dSlope: downSlope,
        value: lax.select(open, lax.mul(value, factor), value),
        slope: lax.select(open, grown, slope),
        open: and(open, moving),
      };
    },
    {
      n: lax.constantLike(a, 0),
      b: first,
      c: lax.fullLike(start, 1e30),
      d: start,
      cSlope: zero,
      dSlope: lax.square(start),
      value: start,
      slope: lax.square(start),
      open: fraction,
    },
  );
  return lax.mul(a, lax.add(lax.mul(value, lax.sub(lax.log(x), digamma(a))), slope));
}

/** The derivative of P by a, from that over the density. */
function slopeByA(a: NDArray, x: NDArray, complete: (slope: NDArray, args: Arguments) => NDArray): NDArray {
  const args = placed(a, x);
  const slope = lax.select(args.fraction, lax.neg(continuedFractionSlope(args)), powerSeriesSlope(args));
  const wrong = or(lax.lt(x, 0), lax.le(a, 0), lax.ne(a, a), lax.ne(x, x));
  return lax.select(wrong, NaN, lax.select(lax.eq(x, 0), 0, complete(slope, args)));
}

/**
 * The derivative of {@link igamma} by a.
 *
 * @param a - finite floats > 0; NaN elsewhere.
 * @param x - finite floats ≥ 0 of the same dtype and shape, or a scalar; NaN elsewhere.
 * @throws UsageError for arrays of other dtypes, of two dtypes or of two shapes, and for its own derivatives.
 * @example
 * import { array } from "@proj/array";
 * import { igammaGradA } from "@proj/array/lax";
 * igammaGradA(2, array([0.5, 1, 5])); // ≈ [-0.151, -0.2762, -0.0559]
 */
export function igammaGradA(a: Term, x: Term): NDArray {
  const formula = (b: NDArray, v: NDArray): NDArray =>
    lax.select(
      lax.eq(v, Infinity),
      lax.mul(b, 0),
      slopeByA(b, v, (slope, { density }) => lax.mul(slope, density)),
    );
  return inSinglePrecision(strictFloats("igammaGradA", a, x), (b, v) =>
    customDerivative("igammaGradA", [b, v], formula, [refused("igammaGradA", "a"), refused("igammaGradA", "x")]),
  );
}

/**
 * The derivative by a of x, drawn from the gamma distribution of shape a, that leaves its quantile as it is: -∂P/∂a / ∂P/∂x.
 *
 * @param a - finite floats > 0; NaN elsewhere.
 * @param x - finite floats ≥ 0 of the same dtype and shape, or a scalar; NaN elsewhere.
 * @throws UsageError for arrays of other dtypes, of two dtypes or of two shapes, and for its own derivatives.
 * @example
 * import { array } from "@proj/array";
 * import { randomGammaGrad } from "@proj/array/lax";
 * randomGammaGrad(2, array([0.5, 1, 5])); // ≈ [0.498, 0.7508, 1.6581]
 */
export function randomGammaGrad(a: Term, x: Term): NDArray {
  const formula = (b: NDArray, v: NDArray): NDArray => {
    const gradient = slopeByA(b, v, (slope, args) => lax.neg(lax.mul(slope, lax.div(args.x, args.a))));
    return lax.select(lax.bitwiseAnd(lax.isFinite(b), lax.isFinite(v)), gradient, NaN);
  };
  return inSinglePrecision(strictFloats("randomGammaGrad", a, x), (b, v) =>
    customDerivative("randomGammaGrad", [b, v], formula, [
      refused("randomGammaGrad", "a"),
      refused("randomGammaGrad", "x"),
    ]),
  );
}
