import {
  booleanOption,
  integerOption,
  readArgument,
  readOptions,
  UsageError,
  type OptionReaders,
} from "@proj/tree/core";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { isInteger } from "../core/types/dtype.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import { inSinglePrecision } from "../lax/half-precision.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { array } from "../numpy/creation.ts";
import { toStrong } from "../numpy/elementwise.ts";
import { and, or } from "./conditions.ts";
import * as primitive from "./gamma-function.ts";
import { gammaOf } from "./gamma-function.ts";
import { logBeta, betainc as incompleteBeta } from "./incomplete-beta.ts";
import { igamma, igammac } from "./incomplete-gamma.ts";
import { floats, real } from "./operands.ts";
import { zeta as hurwitzZeta } from "./zeta.ts";

/**
 * The logarithm of the absolute value of the gamma function; infinite at 0, -1, -2, …
 *
 * @example
 * import { gammaln } from "@proj/array/special";
 * gammaln(10); // ≈ 12.8018
 */
export function gammaln(x: ArrayLike): NDArray {
  return primitive.lgamma(real("gammaln", x));
}

/**
 * The logarithm of the gamma function on its principal branch: NaN where that is not real, from 0 down.
 *
 * @example
 * import { array } from "@proj/array";
 * import { loggamma } from "@proj/array/special";
 * loggamma(array([10, -0.5])); // ≈ [12.8018, NaN]
 */
export function loggamma(x: ArrayLike): NDArray {
  const operand = real("loggamma", x);
  return lax.select(lax.gt(operand, 0), primitive.lgamma(operand), NaN);
}

/** Whether numbers are odd, of whole numbers. */
function isOdd(x: NDArray): NDArray {
  const half = lax.mul(x, 0.5);
  return lax.ne(lax.floor(half), half);
}

/**
 * The sign of the gamma function: that of 0 at 0, NaN at -1, -2, …
 *
 * @example
 * import { array } from "@proj/array";
 * import { gammasgn } from "@proj/array/special";
 * gammasgn(array([2, -0.5, -1])); // → [1, -1, NaN]
 */
export function gammasgn(x: ArrayLike): NDArray {
  const operand = real("gammasgn", x);
  const below = lax.lt(operand, 0);
  const whole = lax.floor(operand);
  const undefinedThere = or(and(below, lax.eq(operand, whole)), lax.ne(operand, operand));
  const negativeZero = and(lax.eq(operand, 0), lax.lt(lax.div(1, operand), 0));
  const negative = or(and(below, isOdd(whole)), negativeZero);
  const sign = lax.select(negative, -1, lax.fullLike(operand, 1));
  return toStrong(lax.select(undefinedThere, NaN, sign));
}

/**
 * The gamma function Γ(x) = ∫₀^∞ tˣ⁻¹ e⁻ᵗ dt; infinite at 0, NaN at -1, -2, …
 *
 * @example
 * import { array } from "@proj/array";
 * import { gamma } from "@proj/array/special";
 * gamma(array([5, 0.5])); // ≈ [24, 1.7725]
 */
export function gamma(x: ArrayLike): NDArray {
  return toStrong(gammaOf(real("gamma", x)));
}

/**
 * The digamma function, the derivative of {@link gammaln}; NaN at 0, -1, -2, …
 *
 * @example
 * import { digamma } from "@proj/array/special";
 * digamma(1); // ≈ -0.5772
 */
export function digamma(x: ArrayLike): NDArray {
  return primitive.digamma(real("digamma", x));
}

/**
 * The polygamma function, the derivative of order n of {@link digamma}.
 *
 * @param n - integers: an integral number, or an array of an integer dtype.
 * @param x - where.
 * @throws UsageError when n is not of integers; and for the derivative by n.
 * @example
 * import { array } from "@proj/array";
 * import { polygamma } from "@proj/array/special";
 * polygamma(1, array([1, 2])); // ≈ [1.6449, 0.6449]
 */
export function polygamma(n: ArrayLike, x: ArrayLike): NDArray {
  const order = toArray(n, "polygamma");
  if (typeof n === "number" ? !Number.isInteger(n) : !isInteger(order.dtype)) {
    throw new UsageError({
      operation: "polygamma",
      received: `an order that is ${typeof n === "number" ? String(n) : order.describe()}`,
      expected: "integers: an integral number, or an array of an integer dtype",
      remedy: 'convert it: n.astype("int32")',
    });
  }
  return primitive.polygamma(...floats("polygamma", n, x));
}

/**
 * The Hurwitz zeta function Σ (q + k)⁻ˣ over k = 0, 1, 2, …; NaN for x below 1.
 *
 * @param x - the exponent; infinite at 1.
 * @param q - where the sum starts: 1 for Riemann's zeta function.
 * @example
 * import { zeta } from "@proj/array/special";
 * zeta(2, 1); // ≈ 1.6449
 */
export function zeta(x: ArrayLike, q: ArrayLike): NDArray {
  return hurwitzZeta(...floats("zeta", x, q));
}

/** Options of {@link factorial}. */
export interface FactorialOptions {
  /** Whether to compute in integers, which JAX refuses as well: false. */
  readonly exact?: boolean;
}

const factorialReaders: OptionReaders<FactorialOptions> = { exact: booleanOption };

/**
 * n! = Γ(n + 1), in floats; 0 of numbers below 0.
 *
 * @param options - `exact` alone, or {@link FactorialOptions}.
 * @throws UsageError for `exact: true`.
 * @example
 * import { array } from "@proj/array";
 * import { factorial } from "@proj/array/special";
 * factorial(array([0, 3, 5])); // ≈ [1, 6, 120]
 */
export function factorial(n: ArrayLike, options?: boolean | FactorialOptions): NDArray {
  const given = typeof options === "boolean" ? { exact: options } : options;
  const { exact = false } = readOptions<FactorialOptions>("factorial", given, factorialReaders);
  if (exact) {
    throw new UsageError({
      operation: "factorial",
      received: "exact: true",
      expected: "exact: false: the result is an array of floats",
      remedy: "leave the option out; beyond 20! no integer dtype holds the result",
    });
  }
  const operand = real("factorial", n);
  return lax.select(lax.lt(operand, 0), 0, gammaOf(lax.add(operand, 1)));
}

/** Options of {@link comb}. */
export interface CombOptions {
  /** Whether a thing may be taken several times; default false. */
  readonly repetition?: boolean;
}

const combReaders: OptionReaders<CombOptions> = { repetition: booleanOption };

function binomial(n: NDArray, k: NDArray): NDArray {
  const possible = and(lax.le(k, n), lax.ge(n, 0), lax.ge(k, 0));
  const all = lax.select(possible, n, 0);
  const taken = lax.select(possible, k, 0);
  const left = lax.add(lax.sub(all, taken), 1);
  const value = lax.div(lax.exp(lax.neg(logBeta(left, lax.add(taken, 1)))), lax.add(all, 1));
  return lax.select(possible, value, 0);
}

/**
 * In how many ways k of N things can be taken, in floats: 1 / ((N + 1) B(N - k + 1, k + 1)); 0 where there are none.
 *
 * @param options - {@link CombOptions}.
 * @throws UsageError for options that do not exist.
 * @example
 * import { comb } from "@proj/array/special";
 * comb(5, 2); // ≈ 10
 * comb(5, 2, { repetition: true }); // ≈ 15
 */
export function comb(N: ArrayLike, k: ArrayLike, options?: CombOptions): NDArray {
  const { repetition = false } = readOptions<CombOptions>("comb", options, combReaders);
  const [all, taken] = floats("comb", N, k);
  return inSinglePrecision([all, taken], (n, m) => {
    if (!repetition) return binomial(n, m);
    const none = and(lax.eq(m, 0), lax.ge(n, 0));
    return lax.select(none, 1, binomial(lax.sub(lax.add(n, m), 1), m));
  });
}

/**
 * The logarithm of the absolute value of the {@link beta} function.
 *
 * @example
 * import { betaln } from "@proj/array/special";
 * betaln(2, 3); // ≈ -2.4849
 */
export function betaln(a: ArrayLike, b: ArrayLike): NDArray {
  return logBeta(...floats("betaln", a, b));
}

/**
 * The beta function Γ(a) Γ(b) / Γ(a + b).
 *
 * @example
 * import { beta } from "@proj/array/special";
 * beta(2, 3); // ≈ 0.0833
 */
export function beta(a: ArrayLike, b: ArrayLike): NDArray {
  const operands = floats("beta", a, b);
  return toStrong(
    inSinglePrecision(operands, (x, y) =>
      lax.mul(lax.mul(lax.mul(gammasgn(x), gammasgn(y)), gammasgn(lax.add(x, y))), lax.exp(logBeta(x, y))),
    ),
  );
}

/**
 * The logarithm of the multivariate gamma function, d (d - 1) / 4 · log π + Σ log Γ(a - i / 2) over i = 0, …, d - 1.
 *
 * @param d - the dimension, an integer known while tracing.
 * @throws UsageError when d is not an integer ≥ 0.
 * @example
 * import { multigammaln } from "@proj/array/special";
 * multigammaln(3, 2); // ≈ 1.5502
 */
export function multigammaln(a: ArrayLike, d: number): NDArray {
  const dimension = readArgument("multigammaln", "d", d, integerOption(0));
  const operand = real("multigammaln", a);
  const shape = [...operand.shape, dimension];
  const shift = lax.mul(lax.broadcastedIota("int32", shape, operand.ndim).astype(operand.dtype), 0.5);
  const spread = lax.broadcastInDim(operand, shape, [...operand.shape.keys()]);
  const sum = lax.reduceSum(primitive.lgamma(lax.sub(spread, shift)), [operand.ndim]);
  return toStrong(lax.add(sum, (dimension * (dimension - 1) * Math.log(Math.PI)) / 4));
}

/**
 * The regularised lower incomplete gamma function ∫₀ˣ tᵃ⁻¹ e⁻ᵗ dt / Γ(a).
 *
 * @param a - at least 0; NaN below.
 * @param x - at least 0; NaN below.
 * @example
 * import { gammainc } from "@proj/array/special";
 * gammainc(2, 1); // ≈ 0.2642
 */
export function gammainc(a: ArrayLike, x: ArrayLike): NDArray {
  return igamma(...floats("gammainc", a, x));
}

/**
 * The regularised upper incomplete gamma function, 1 - {@link gammainc}, accurate also where that is tiny.
 *
 * @param a - at least 0; NaN below.
 * @param x - at least 0; NaN below.
 * @example
 * import { gammaincc } from "@proj/array/special";
 * gammaincc(2, 1); // ≈ 0.7358
 */
export function gammaincc(a: ArrayLike, x: ArrayLike): NDArray {
  return igammac(...floats("gammaincc", a, x));
}

/**
 * The regularised incomplete beta function ∫₀ˣ tᵃ⁻¹ (1 - t)ᵇ⁻¹ dt / B(a, b).
 *
 * @param a - at least 0; NaN below.
 * @param b - at least 0; NaN below.
 * @param x - from 0 to 1; NaN outside.
 * @throws UsageError for derivatives by a and b.
 * @example
 * import { betainc } from "@proj/array/special";
 * betainc(2, 3, 0.5); // ≈ 0.6875
 */
export function betainc(a: ArrayLike, b: ArrayLike, x: ArrayLike): NDArray {
  return incompleteBeta(...floats("betainc", a, b, x));
}

function pochhammer(z: NDArray, m: NDArray): NDArray {
  return customDerivative(
    "poch",
    [z, m],
    (a, n) => {
      const end = lax.add(a, n);
      const [above, below] = [gammaOf(end), gammaOf(a)];
      const finite = and(lax.isFinite(above), lax.isFinite(below));
      // Where one of them overflows their ratio may not.
      const logarithm = lax.sub(primitive.lgamma(end), primitive.lgamma(a));
      const sign = lax.mul(gammasgn(end), gammasgn(a));
      const ratio = lax.select(finite, lax.div(above, below), lax.mul(sign, lax.exp(logarithm)));
      return lax.select(lax.eq(n, 0), 1, ratio);
    },
    [
      (t, a, n) => {
        const difference = lax.sub(primitive.digamma(lax.add(a, n)), primitive.digamma(a));
        return lax.mul(t, lax.mul(difference, pochhammer(a, n)));
      },
      (t, a, n) => lax.mul(t, lax.mul(primitive.digamma(lax.add(a, n)), pochhammer(a, n))),
    ],
  );
}

/**
 * The symbol of Pochhammer, the rising factorial Γ(z + m) / Γ(z); 1 where m is 0.
 *
 * @example
 * import { poch } from "@proj/array/special";
 * poch(3, 2); // ≈ 12
 */
export function poch(z: ArrayLike, m: ArrayLike): NDArray {
  return toStrong(inSinglePrecision(floats("poch", z, m), pochhammer));
}

/** ζ(k) of a whole number k ≥ 2: some terms, and the formula of Euler and Maclaurin for all others. */
function riemannZeta(k: number): number {
  const terms = 60;
  let sum = terms ** (1 - k) / (k - 1) + terms ** -k / 2 + (k * terms ** (-k - 1)) / 12;
  for (let j = terms - 1; j > 0; j--) sum += j ** -k;
  return sum;
}

/**
 * The numbers of Bernoulli B₀, …, Bₙ, of which B₁ is -1/2.
 *
 * @param n - an integer ≥ 0.
 * @returns float32[n + 1]
 * @throws UsageError when n is not such an integer.
 * @example
 * import { bernoulli } from "@proj/array/special";
 * bernoulli(4); // ≈ [1, -0.5, 0.1667, 0, -0.0333]
 */
export function bernoulli(n: number): NDArray {
  const last = readArgument("bernoulli", "n", n, integerOption(0));
  const numbers = [1, -0.5];
  // B₂ₖ = ± 2 (2k)! ζ(2k) / (2π)²ᵏ.
  let factor = 1 / Math.PI;
  for (let k = 2; k <= last; k++) {
    factor *= k / (2 * Math.PI);
    numbers.push(k % 2 === 1 ? 0 : (k % 4 === 0 ? -factor : factor) * riemannZeta(k));
  }
  return array(numbers.slice(0, last + 1));
}
