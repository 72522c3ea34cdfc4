import { whileLoop } from "../control-flow/while-loop.ts";
import { broadcastOperands } from "../core/operands.ts";
import type { Term } from "../lax/apply.ts";
import { ofPrecision } from "../lax/approximation.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import { inSinglePrecision } from "../lax/half-precision.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { and, anywhere, or } from "./conditions.ts";
import { binet, digamma, lgamma } from "./gamma-function.ts";
import { log1pLess } from "./logarithm.ts";
import { refused, strictFloats } from "./operands.ts";

/** log (Γ(a + b) / Γ(b)) for a > 0 and b ≥ 1, without the difference of two large logarithms. */
function logGammaRatio(a: NDArray, b: NDArray): NDArray {
  const sum = lax.add(a, b);
  const growth = lax.add(lax.mul(lax.sub(sum, 0.5), lax.log1p(lax.div(a, b))), lax.mul(a, lax.sub(lax.log(b), 1)));
  return lax.add(growth, lax.sub(binet(sum), binet(b)));
}

function logBetaValue(x: NDArray, y: NDArray): NDArray {
  const a = lax.min(x, y);
  const b = lax.max(x, y);
  const large = lax.max(b, 1);
  const both = lax.max(a, 1);
  // Stirling's formula for all three: its terms have one sign.
  const sum = lax.add(both, large);
  const powers = lax.sub(
    lax.mul(lax.sub(both, 0.5), lax.log(lax.div(both, sum))),
    lax.add(lax.mul(large, lax.log1p(lax.div(both, large))), lax.mul(0.5, lax.log(large))),
  );
  const rest = lax.add(lax.sub(lax.add(binet(both), binet(large)), binet(sum)), Math.log(2 * Math.PI) / 2);
  const first = lgamma(a);
  const ratio = lax.sub(first, logGammaRatio(lax.max(a, 0), large));
  const plain = lax.add(first, lax.sub(lgamma(b), lgamma(lax.add(a, b))));
  const value = lax.select(and(lax.gt(a, 0), lax.ge(b, 1)), ratio, plain);
  return lax.select(lax.ge(a, 1), lax.add(powers, rest), value);
}

/** log |B(a, b)| = log |Γ(a) Γ(b) / Γ(a + b)|, of floats. */
export function logBeta(a: NDArray, b: NDArray): NDArray {
  const slope = (t: NDArray, x: NDArray, y: NDArray): NDArray =>
    lax.mul(t, lax.sub(digamma(x), digamma(lax.add(x, y))));
  return inSinglePrecision([a, b], (c, d) =>
    customDerivative("betaln", [c, d], logBetaValue, [(t, x, y) => slope(t, x, y), (t, x, y) => slope(t, y, x)]),
  );
}

/** xᵃ (1 - x)ᵇ / B(a, b) for positive a and b, and x from 0 to 1. */
function density(a: NDArray, b: NDArray, x: NDArray): NDArray {
  const plain = lax.exp(lax.sub(lax.add(lax.mul(a, lax.log(x)), lax.mul(b, lax.log1p(lax.neg(x)))), logBeta(a, b)));
  // By Stirling's formula, whose exponent is 0 at x = a / (a + b) and keeps its digits around it.
  const c = lax.max(a, 1);
  const d = lax.max(b, 1);
  const sum = lax.add(c, d);
  const y = lax.sub(1, x);
  const excess = lax.sub(lax.mul(d, x), lax.mul(c, y));
  const share = (size: NDArray, part: NDArray, distance: NDArray): NDArray =>
    lax.mul(size, log1pLess(lax.div(distance, size), lax.mul(part, lax.div(sum, size))));
  const exponent = lax.add(share(c, x, excess), share(d, y, lax.neg(excess)));
  const corrections = lax.sub(lax.sub(binet(sum), binet(c)), binet(d));
  const width = lax.sqrt(lax.mul(lax.mul(c, lax.div(d, sum)), 1 / (2 * Math.PI)));
  const stirling = lax.mul(width, lax.exp(lax.add(exponent, corrections)));
  return lax.select(and(lax.ge(a, 1), lax.ge(b, 1)), stirling, plain);
}

/** The continued fraction of DLMF 8.17.22, from its front by the method of Lentz; two of its parts a round. */
function continuedFraction(a: NDArray, b: NDArray, x: NDArray, open: NDArray): NDArray {
  const eps = ofPrecision(x, 2 ** -23, 2 ** -52);
  const least = ofPrecision(x, 1e-30, 1e-290);
  const kept = (v: NDArray): NDArray => lax.select(lax.lt(lax.abs(v), least), least, v);
  const sum = lax.add(a, b);
  const start = lax.div(1, kept(lax.sub(1, lax.div(lax.mul(sum, x), lax.add(a, 1)))));
  const { value } = whileLoop(
    (state) => anywhere(state.open),
    ({ n, c, d, value, open }) => {
      const m = lax.add(n, 1);
      const double = lax.add(a, lax.mul(m, 2));
      const even = lax.div(lax.mul(lax.mul(m, lax.sub(b, m)), x), lax.mul(lax.sub(double, 1), double));
      const evenDown = lax.div(1, kept(lax.add(lax.mul(even, d), 1)));
      const evenUp = kept(lax.add(lax.div(even, c), 1));
      const odd = lax.div(
        lax.mul(lax.mul(lax.neg(lax.add(a, m)), lax.add(sum, m)), x),
        lax.mul(double, lax.add(double, 1)),
      );
      const down = lax.div(1, kept(lax.add(lax.mul(odd, evenDown), 1)));
      const up = kept(lax.add(lax.div(odd, evenUp), 1));
      const factor = lax.mul(lax.mul(evenDown, evenUp), lax.mul(down, up));
      return {
        n: m,
        c: up,
        d: down,
        value: lax.select(open, lax.mul(value, factor), value),
        open: and(open, lax.gt(lax.abs(lax.sub(factor, 1)), eps)),
      };
    },
    { n: lax.constantLike(x, 0), c: lax.fullLike(start, 1), d: start, value: start, open },
  );
  return value;
}

function share(a: NDArray, b: NDArray, x: NDArray): NDArray {
  const inside = and(lax.gt(x, 0), lax.lt(x, 1), lax.gt(a, 0), lax.gt(b, 0), lax.isFinite(a), lax.isFinite(b));
  const operands = [lax.select(inside, a, 1), lax.select(inside, b, 1), lax.select(inside, x, 0.5)];
  const [c, d, v] = broadcastOperands("betainc", operands) as [NDArray, NDArray, NDArray];
  // Where the fraction converges slowly, that of 1 - I(b, a, 1 - x) does so fast.
  const swapped = lax.ge(v, lax.div(lax.add(c, 1), lax.add(lax.add(c, d), 2)));
  const first = lax.select(swapped, d, c);
  const fraction = continuedFraction(
    first,
    lax.select(swapped, c, d),
    lax.select(swapped, lax.sub(1, v), v),
    lax.eq(v, v),
  );
  const part = lax.div(lax.mul(density(c, d, v), fraction), first);
  const value = lax.select(swapped, lax.sub(1, part), part);
  const atZero = or(lax.eq(a, 0), lax.eq(b, Infinity));
  const atOne = or(lax.eq(b, 0), lax.eq(a, Infinity));
  const zero = or(and(atOne, lax.lt(x, 1)), lax.eq(x, 0));
  const one = or(and(atZero, lax.gt(x, 0)), lax.eq(x, 1));
  const wrong = or(
    lax.lt(a, 0),
    lax.lt(b, 0),
    lax.lt(x, 0),
    lax.gt(x, 1),
    and(atZero, atOne),
    lax.ne(a, a),
    lax.ne(b, b),
    lax.ne(x, x),
  );
  return lax.select(wrong, NaN, lax.select(one, 1, lax.select(zero, 0, value)));
}

/** The derivative of the incomplete beta function by x: xᵃ⁻¹ (1 - x)ᵇ⁻¹ / B(a, b). */
function slope(a: NDArray, b: NDArray, x: NDArray): NDArray {
  const below = lax.mul(lax.sub(a, 1), lax.log(x));
  const above = lax.mul(lax.sub(b, 1), lax.log1p(lax.neg(x)));
  return lax.exp(lax.sub(lax.add(below, above), logBeta(a, b)));
}

/**
 * The regularised incomplete beta function I(a, b, x) = ∫₀ˣ tᵃ⁻¹ (1 - t)ᵇ⁻¹ dt / B(a, b).
 *
 * @param a - floats ≥ 0; NaN below.
 * @param b - floats ≥ 0 of the same dtype and shape, or a scalar; NaN below.
 * @param x - the same, from 0 to 1; NaN outside.
 * @throws UsageError for arrays of other dtypes, of two dtypes or of two shapes, and for derivatives by a and b.
 * @example
 * import { array } from "@proj/array";
 * import { betainc } from "@proj/array/lax";
 * betainc(2, 3, array([0.1, 0.5])); // ≈ [0.0523, 0.6875]
 */
export function betainc(a: Term, b: Term, x: Term): NDArray {
  return inSinglePrecision(strictFloats("betainc", a, b, x), (c, d, v) =>
    customDerivative("betainc", [c, d, v], share, [
      refused("betainc", "a"),
      refused("betainc", "b"),
      (t, p, q, u) => lax.mul(t, slope(p, q, u)),
    ]),
  );
}
