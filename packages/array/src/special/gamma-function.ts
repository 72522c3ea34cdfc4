import { checkDomain } from "../core/scalar/check-domain.ts";
import { operand, type Term } from "../lax/apply.ts";
import { approximate, ofPrecision, type Approximation } from "../lax/approximation.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import { inSinglePrecision } from "../lax/half-precision.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { refused, strictFloats } from "./operands.ts";
import { hurwitz } from "./zeta.ts";

/*
 * The gamma function, its logarithm and the derivatives of that.
 *
 * Arguments below 0 are reflected, Γ(x) Γ(1 - x) = π / sin πx, those below 1 moved up, Γ(x + 1) = x Γ(x). From 1 to 3 the zeros of
 * the logarithm and of its derivative are factored out, so that all digits are right beside them; from there on it is Stirling's
 * formula, log Γ(x) = (x - 1/2) log x - x + (log 2π) / 2 + μ(x), with Binet's function μ, a smooth function of 1/x.
 */

/** log Γ(x) / ((x - 1) (x - 2)) from 1 to 3. */
const nearOne: Approximation = {
  single: {
    numerator: [1.807508, 6.79863844, 3.09357024, 0.0922035904, -0.00192559857],
    denominator: [1, 8.75628371, 9.12262137, 1.54672709],
  },
  double: {
    numerator: [
      2.50111771348662, 60.21321826856478, 313.41350974011203, 548.7611017667275, 370.39997747627734, 98.64741053429707,
      9.507129343913606, 0.24769273127164698, 0.0003755444153574674,
    ],
    denominator: [
      1, 41.34501898021909, 324.8253389008233, 828.2641017108048, 826.5071379194211, 346.26285578411046,
      59.804203612113454, 3.763347788998992, 0.06000970062589994,
    ],
  },
};

/** The correction, times x, as a function of 1 / x from 0 to 1. */
const correction: Approximation = {
  single: {
    numerator: [0.0833333332, 0.14420339, 0.128955925, 0.0431647121, 0.00119913802],
    denominator: [1, 1.73044032, 1.58081476, 0.57553776, 0.0583002443],
  },
  double: {
    numerator: [
      0.08333333333333333, 0.7795724503185989, 3.8093243844941447, 11.48701022259005, 23.023066613351904,
      30.9058854386011, 27.227394559819935, 14.722218290955244, 4.226489999619905, 0.4229953495197679,
      0.004892923992756056, -5.372530447269918e-5,
    ],
    denominator: [
      1, 9.354869403823185, 45.745225947263314, 138.1559516511912, 277.79211641622396, 375.3867296432198,
      335.5599461859551, 187.93055768180446, 59.57424068469605, 8.65742795555512, 0.39411027969028106,
    ],
  },
};

/** ψ(x) / (x - root) from 1 to 3. */
const aroundRoot: Approximation = {
  single: {
    numerator: [613.639161, 1384.85478, 444.953703, 8.93195038, -0.181821088],
    denominator: [1, 889.517414, 920.800321, 149.844081],
  },
  double: {
    numerator: [
      25977303.20162188, 83142252.20270227, 74767426.24976729, 25592401.53772594, 3370148.336327406, 136872.66327699934,
      444.8203924402734, -2.6889264616915582,
    ],
    denominator: [
      1, 37969249.91654674, 73629698.27173218, 46096723.874919094, 11506779.630876426, 1104675.2924453134,
      30547.680779230344,
    ],
  },
};

/** (log x - 1 / 2x - ψ(x)) x², as a function of 1 / x from 0 to 1/3. */
const digammaTail: Approximation = {
  single: {
    numerator: [0.0833333342, 0.0374096311, 0.0371588469, -0.00383208262],
    denominator: [1, 0.4489178, 0.545825733],
  },
  double: {
    numerator: [
      0.08333333333333333, 0.3726461486052234, 1.1723084514807656, 1.9944027687321155, 2.283949960180557,
      1.4292316168021058, 0.44057682732135495, 0.001394073050262476,
    ],
    denominator: [
      1, 4.4717537832626935, 14.167701417766148, 24.380008603391044, 28.776550602636046, 19.37584001689745,
      7.5399163198209065, 1.0170626383354464,
    ],
  },
};

const halfLogTwoPi = Math.log(2 * Math.PI) / 2;

/** Binet's function μ(x) for x ≥ 1: what Stirling's formula lacks. */
export function binet(x: NDArray): NDArray {
  const inverse = lax.div(1, x);
  return lax.mul(inverse, approximate(inverse, correction));
}

/** x less the nearest integer, in which sin πx and tan πx keep their digits. */
const fraction = (x: NDArray): NDArray => lax.sub(x, lax.roundToEven(x));

/** A positive argument, or the one from 1 on whose gamma function is x times its own. */
function moveUp(positive: NDArray): { readonly low: NDArray; readonly moved: NDArray } {
  const low = lax.lt(positive, 1);
  return { low, moved: lax.select(low, lax.add(positive, 1), positive) };
}

const reflection = (x: NDArray): NDArray => lax.select(lax.lt(x, 0), lax.sub(1, x), x);

/** log Γ(1 + x) from 0 to 2, with all its digits at the zeros. */
export function logGamma1p(x: NDArray): NDArray {
  return lax.mul(lax.mul(x, lax.sub(x, 1)), approximate(lax.add(x, 1), nearOne));
}

function logGamma(x: NDArray): NDArray {
  const positive = reflection(x);
  const { low, moved } = moveUp(positive);
  const near = lax.min(moved, 3);
  // x - 1 and x - 2, of the argument before it was moved up: there they are exact.
  const first = lax.select(low, positive, lax.sub(near, 1));
  const second = lax.select(low, lax.sub(positive, 1), lax.sub(near, 2));
  const far = lax.max(moved, 3);
  const logarithm = lax.log(lax.select(low, positive, far));
  const stirling = lax.add(lax.mul(lax.sub(far, 0.5), lax.sub(logarithm, 1)), lax.add(binet(far), halfLogTwoPi - 0.5));
  const small = lax.mul(lax.mul(first, second), approximate(near, nearOne));
  const value = lax.sub(lax.select(lax.lt(moved, 3), small, stirling), lax.select(low, logarithm, 0));
  const sine = lax.abs(lax.sin(lax.mul(fraction(x), Math.PI)));
  const reflected = lax.sub(lax.sub(Math.log(Math.PI), lax.log(sine)), value);
  return lax.select(lax.eq(x, -Infinity), Infinity, lax.select(lax.lt(x, 0), reflected, value));
}

/**
 * The logarithm of the absolute value of the gamma function; infinite at 0, -1, -2, …
 *
 * @param x - floats.
 * @throws UsageError for arrays of other dtypes.
 * @example
 * import { array } from "@proj/array";
 * import { lgamma } from "@proj/array/lax";
 * lgamma(array([0.5, 1, 10])); // ≈ [0.572, 0, 12.802]
 */
export function lgamma(x: NDArray): NDArray {
  checkDomain("lax.lgamma", "float", operand("lgamma", x).aval);
  return inSinglePrecision([x], (v) => customDerivative("lgamma", [v], logGamma, [(t, u) => lax.mul(t, digamma(u))]));
}

/** The positive zero of the digamma function, as a number of single precision and the rest. */
const root = 1.4616321325302124;
const rest = 1.2438149938918909e-8;

function logGammaSlope(x: NDArray): NDArray {
  const positive = reflection(x);
  const { low, moved } = moveUp(positive);
  const near = lax.min(moved, 3);
  const small = lax.mul(lax.sub(lax.sub(near, root), rest), approximate(near, aroundRoot));
  const far = lax.max(moved, 3);
  const inverse = lax.div(1, far);
  const tail = lax.mul(inverse, lax.add(0.5, lax.mul(inverse, approximate(inverse, digammaTail))));
  const large = lax.sub(lax.log(far), tail);
  const value = lax.sub(lax.select(lax.lt(moved, 3), small, large), lax.select(low, lax.div(1, positive), 0));
  const part = fraction(x);
  const reflected = lax.sub(value, lax.div(Math.PI, lax.tan(lax.mul(part, Math.PI))));
  const pole = lax.bitwiseAnd(lax.le(x, 0), lax.eq(part, 0));
  return lax.select(pole, NaN, lax.select(lax.lt(x, 0), reflected, value));
}

/**
 * The digamma function ψ(x), the derivative of {@link lgamma}; NaN at 0, -1, -2, …
 *
 * @param x - floats.
 * @throws UsageError for arrays of other dtypes.
 * @example
 * import { array } from "@proj/array";
 * import { digamma } from "@proj/array/lax";
 * digamma(array([1, 2])); // ≈ [-0.5772, 0.4228]
 */
export function digamma(x: NDArray): NDArray {
  checkDomain("lax.digamma", "float", operand("digamma", x).aval);
  return inSinglePrecision([x], (v) =>
    customDerivative("digamma", [v], logGammaSlope, [(t, u) => lax.mul(t, polygamma(1, u))]),
  );
}

/** Γ(x) for floats of single or double precision; NaN at -1, -2, … and infinite at 0, with its sign. */
function gammaValue(x: NDArray): NDArray {
  const positive = lax.abs(x);
  const { low, moved } = moveUp(positive);
  // Beyond, it is infinite; powers that overflow would meet exponentials that vanish.
  const z = lax.min(moved, ofPrecision(x, 40, 200));
  // x^(x - 1/2) e⁻ˣ in two halves, as the power alone overflows.
  const power = lax.pow(z, lax.sub(lax.mul(z, 0.5), 0.25));
  const rest = lax.mul(lax.exp(lax.neg(z)), lax.mul(lax.exp(binet(z)), Math.sqrt(2 * Math.PI)));
  const large = lax.mul(lax.mul(power, rest), power);
  // Not by the absolute value: 0 has a sign.
  const value = lax.select(low, lax.div(large, x), large);
  const part = fraction(x);
  const sine = lax.sin(lax.mul(part, Math.PI));
  // The sine has the other sign where the nearest integer is odd.
  const half = lax.mul(lax.roundToEven(x), 0.5);
  const signed = lax.select(lax.eq(lax.roundToEven(half), half), sine, lax.neg(sine));
  // Γ(x) Γ(-x) = -π / (x sin πx), for which x is not rounded as 1 - x would be.
  const reflected = lax.div(lax.div(-Math.PI, signed), lax.select(low, lax.neg(large), lax.mul(x, large)));
  const pole = lax.bitwiseAnd(lax.lt(x, 0), lax.eq(part, 0));
  return lax.select(pole, NaN, lax.select(lax.lt(x, 0), reflected, value));
}

/** The gamma function, of floats. */
export function gammaOf(x: NDArray): NDArray {
  return inSinglePrecision([x], (v) =>
    customDerivative("gamma", [v], gammaValue, [(t, u) => lax.mul(t, lax.mul(gammaOf(u), digamma(u)))]),
  );
}

/**
 * The polygamma function ψ⁽ᵐ⁾(x), the derivative of order m of {@link digamma}.
 *
 * @param m - the orders, whole numbers from 0 on as floats; NaN for others.
 * @param x - floats of the same dtype and shape, or a scalar.
 * @throws UsageError for arrays of other dtypes, of two dtypes or of two shapes, and for the derivative by m.
 * @example
 * import { array } from "@proj/array";
 * import { polygamma } from "@proj/array/lax";
 * polygamma(1, array([1, 2])); // ≈ [1.6449, 0.6449]
 */
export function polygamma(m: Term, x: Term): NDArray {
  return inSinglePrecision(strictFloats("polygamma", m, x), (order, v) =>
    customDerivative(
      "polygamma",
      [order, v],
      (n, u) => {
        const next = lax.add(n, 1);
        const size = lax.mul(gammaOf(next), hurwitz(next, u));
        const half = lax.mul(next, 0.5);
        const value = lax.select(lax.eq(lax.roundToEven(half), half), size, lax.neg(size));
        const isOrder = lax.bitwiseAnd(lax.ge(n, 0), lax.eq(lax.roundToEven(n), n));
        return lax.select(lax.eq(n, 0), digamma(u), lax.select(isOrder, value, NaN));
      },
      [refused("polygamma", "m"), (t, n, u) => lax.mul(t, polygamma(lax.add(n, 1), u))],
    ),
  );
}
