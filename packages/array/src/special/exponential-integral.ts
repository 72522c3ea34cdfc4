import { whileLoop } from "../control-flow/while-loop.ts";
import { broadcastOperands, type ArrayLike } from "../core/operands.ts";
import { approximate, ofPrecision, type Approximation } from "../lax/approximation.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import { inSinglePrecision } from "../lax/half-precision.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toStrong } from "../numpy/elementwise.ts";
import { and, anywhere, or } from "./conditions.ts";
import { continuedFraction } from "./continued-fraction.ts";
import { digamma, gammaOf } from "./gamma-function.ts";
import { floats, real, refused } from "./operands.ts";

/*
 * The exponential integrals. Where they grow or vanish exponentially, what is left beside the exponential is a smooth function of
 * 1 / x.
 */

const eulerGamma = 0.5772156649015329;

/** (E₁(x) + log x + γ) / x from 0 to 1. */
const nearZero: Approximation = {
  single: {
    numerator: [0.999999999, 0.0462909807, 0.00711582584, -0.000362350242],
    denominator: [1, 0.296290942, 0.0256334691],
  },
  double: {
    numerator: [
      1, 0.1222121019799721, 0.019880609546578346, 0.0003101864240868704, 2.1909073865272788e-5, -5.178710443934744e-7,
    ],
    denominator: [1, 0.37221210197996984, 0.05737807948609025, 0.004392922851299897, 0.00014301143963090117],
  },
};

/** x eˣ E₁(x), as a function of 1 / x from 0 to 1. */
const scaledTail: Approximation = {
  single: {
    numerator: [0.999999987, 11.935135, 42.3584415, 51.0343542, 17.4930803, 0.610312283, -0.0197342148],
    denominator: [1, 12.9351312, 53.2938199, 84.4503103, 49.1181978, 7.82522778],
  },
  double: {
    numerator: [
      1, 59.90456516615577, 1488.980341857202, 20211.547040675785, 166081.02551806273, 866293.8021918851,
      2928829.6559744296, 6446542.429587227, 9161412.586232804, 8235298.247757453, 4521280.3416445255,
      1434141.7966127084, 240297.51614638927, 18163.667169322634, 440.5461880924112, 0.6940519090519528,
    ],
    denominator: [
      1, 60.904565166155756, 1547.8849070233625, 21643.622817366024, 184970.30591246212, 1015922.4623418936,
      3674112.5537614925, 8826119.834834654, 14044951.85872853, 14612106.659447394, 9699438.408604754,
      3950838.129834029, 929319.1790088473, 114422.53260533791, 6184.052198135398, 98.35537833038515,
    ],
  },
};

/** E₁(x) for x ≥ 0. */
function firstIntegral(x: NDArray): NDArray {
  const near = lax.min(x, 1);
  const small = lax.sub(lax.sub(lax.mul(near, approximate(near, nearZero)), eulerGamma), lax.log(near));
  const inverse = lax.div(1, lax.max(x, 1));
  const tail = lax.mul(lax.mul(lax.exp(lax.neg(x)), inverse), approximate(inverse, scaledTail));
  return lax.select(lax.lt(x, 1), small, tail);
}

/** The derivative of both integrals but for the sign. */
const growth = (x: NDArray): NDArray => lax.div(lax.exp(x), x);

/**
 * The exponential integral E₁(x) = ∫ₓ^∞ e⁻ᵗ / t dt; infinite at 0, NaN below.
 *
 * @example
 * import { exp1 } from "@proj/array/special";
 * exp1(1); // ≈ 0.2194
 */
export function exp1(x: ArrayLike): NDArray {
  return toStrong(
    inSinglePrecision([real("exp1", x)], (v) =>
      customDerivative("exp1", [v], (u) => lax.select(lax.lt(u, 0), NaN, firstIntegral(u)), [
        (t, u) => lax.mul(t, growthOfNegative(u)),
      ]),
    ),
  );
}

/** -e⁻ˣ / x, the derivative of E₁. */
const growthOfNegative = (x: NDArray): NDArray => growth(lax.neg(x));

/** The zero of Ei, as a number of single precision and the rest. */
const root = 0.3725074231624603;
const rest = -1.2381093692686445e-8;

/** (Ei(x) - log(x / root)) / (x - root) from 0 to 6. */
const aroundRoot: Approximation = {
  single: {
    numerator: [1.1014081, -0.0644230449, 0.0174901836, 0.000605853849, 6.54664499e-5, 3.36973546e-6],
    denominator: [1, -0.305658005, 0.0372436101, -0.00214553464, 4.93079183e-5],
  },
  double: {
    numerator: [
      1.1014081059037335, -0.17379613102391986, 0.032179023044403045, -0.0018433038168276022, 0.00015471307550963834,
      -2.779106371273832e-6, 1.670816715699325e-7, 8.65897425832811e-10, 3.0949763927280995e-11,
    ],
    denominator: [
      1, -0.4049609210145026, 0.07512414229662165, -0.008350827198887767, 0.0006092913296051456, -2.992225485164503e-5,
      9.672372835939633e-7, -1.883926624705996e-8, 1.6945841333701128e-10,
    ],
  },
};

/** x e⁻ˣ Ei(x), as a function of 1 / x from 1/16 to 1/6. */
const fromSix: Approximation = {
  single: {
    numerator: [1.00208705, -13.1646079, 116.270508, -395.153009, 1127.15001, 155.582245],
    denominator: [1, -14.0122045, 123.897985, -436.370523, 1001.26004],
  },
  double: {
    numerator: [
      1.0005694580815354, -10.864372395315915, 461.70350746008154, -2054.6427117223657, 71695.61197126796,
      -220693.86447899503, 6663762.307992351, -19365857.53866359, 181030923.71997985, 215920769.48977432,
      -127307584.88779916,
    ],
    denominator: [
      1, -11.761397871431091, 463.0859988737982, -2098.5609767650662, 60470.83826475362, -23312.203744635008,
      3119201.8966507223, 5248951.188742316, 60759891.08882105, 89086300.57782164, 213073969.232354,
    ],
  },
};

/** x e⁻ˣ Ei(x), as a function of 1 / x from 1/40 to 1/16. */
const middle: Approximation = {
  single: {
    numerator: [0.999998452, -23.8498065, 163.917671, -218.234354, -123.699444],
    denominator: [1, -24.8500624, 186.784814, -361.900186],
  },
  double: {
    numerator: [
      1.0000000146815644, -81.04550349474046, 3300.782254553942, -81802.35651580659, 1346114.4287906787,
      -14867227.63521184, 109014223.60454097, -491881485.06952727, 1180210241.2723985, -742726890.8537136,
    ],
    denominator: [
      1, -82.04549786082664, 3380.8267704166005, -85024.98977873437, 1424838.928993149, -16140109.521738302,
      122731103.05889392, -588913345.8524203, 1589944623.0424962, -1582749154.0445454,
    ],
  },
};

/** x e⁻ˣ Ei(x), as a function of 1 / x from 0 to 1/40. */
const large: Approximation = {
  single: { numerator: [1, -5.45114062, 2.47377706], denominator: [1, -6.45113992, 6.92470067] },
  double: {
    numerator: [
      1, -44.87964889599818, 667.8246822918244, -3918.8523604860893, 8113.3491712070945, -2941.0181472655518,
      -627.9734501967605,
    ],
    denominator: [1, -45.87964889599818, 711.7043311878247, -4544.797393883407, 11486.015796620373, -8626.553676893176],
  },
};

function principalValue(x: NDArray): NDArray {
  const near = lax.min(x, 6);
  const difference = lax.sub(lax.sub(near, root), rest);
  const close = lax.lt(lax.abs(difference), root / 2);
  const quotient = lax.div(lax.select(close, difference, 0), root + rest);
  const logarithm = lax.select(close, lax.log1p(quotient), lax.log(lax.div(near, root + rest)));
  const small = lax.add(logarithm, lax.mul(difference, approximate(near, aroundRoot)));
  const inverse = lax.div(1, lax.max(x, 6));
  const scaled = lax.select(
    lax.lt(x, 16),
    approximate(lax.max(inverse, 1 / 16), fromSix),
    lax.select(
      lax.lt(x, 40),
      approximate(lax.clamp(1 / 40, inverse, 1 / 16), middle),
      approximate(lax.min(inverse, 1 / 40), large),
    ),
  );
  // The exponential alone overflows before the integral does.
  const half = lax.exp(lax.mul(x, 0.5));
  const far = lax.mul(lax.mul(lax.mul(half, inverse), scaled), half);
  const positive = lax.select(lax.lt(x, 6), small, lax.select(lax.eq(x, Infinity), Infinity, far));
  return lax.select(lax.lt(x, 0), lax.neg(firstIntegral(lax.abs(x))), positive);
}

/**
 * The exponential integral Ei(x) = ∫ eᵗ / t dt from -∞ to x, in the sense of Cauchy; -Infinity at 0.
 *
 * @example
 * import { array } from "@proj/array";
 * import { expi } from "@proj/array/special";
 * expi(array([-1, 1])); // ≈ [-0.2194, 1.8951]
 */
export function expi(x: ArrayLike): NDArray {
  return toStrong(
    inSinglePrecision([real("expi", x)], (v) =>
      customDerivative("expi", [v], principalValue, [(t, u) => lax.mul(t, growth(u))]),
    ),
  );
}

/** Eₙ(x) for x from 0 to 1: its power series, in which one term is a logarithm (DLMF 8.19.8). */
function seriesOf(n: NDArray, x: NDArray): NDArray {
  const eps = ofPrecision(x, 2 ** -25, 2 ** -54);
  const first = lax.sub(1, n);
  const term = (power: NDArray, denominator: NDArray): NDArray => {
    const without = lax.eq(denominator, 0);
    return lax.select(without, 0, lax.div(power, lax.select(without, 1, denominator)));
  };
  const { sum } = whileLoop(
    ({ power }) => anywhere(lax.gt(lax.abs(power), eps)),
    ({ k, power, sum }) => {
      const next = lax.add(k, 1);
      const smaller = lax.neg(lax.div(lax.mul(power, x), next));
      return { k: next, power: smaller, sum: lax.add(sum, term(smaller, lax.add(first, next))) };
    },
    {
      k: lax.constantLike(x, 0),
      power: lax.fullLike(x, 1),
      sum: lax.mul(term(lax.fullLike(x, 1), first), lax.fullLike(x, 1)),
    },
  );
  const order = lax.sub(n, 1);
  const half = lax.mul(order, 0.5);
  const size = lax.div(lax.pow(x, order), gammaOf(n));
  const power = lax.select(lax.eq(lax.floor(half), half), size, lax.neg(size));
  const logarithm = lax.mul(power, lax.sub(digamma(n), lax.log(x)));
  // Where the power is 0 so is the product, at whatever order.
  return lax.sub(lax.select(lax.eq(power, 0), 0, logarithm), sum);
}

/** eˣ Eₙ(x) for x > 1: its continued fraction (DLMF 8.19.17). */
function fractionOf(n: NDArray, x: NDArray): NDArray {
  const first = lax.add(x, n);
  const numerator = (k: NDArray): NDArray => lax.neg(lax.mul(k, lax.add(n, lax.sub(k, 1))));
  return continuedFraction(first, numerator, lax.eq(first, first));
}

function integralOfOrder(n: NDArray, x: NDArray): NDArray {
  const regular = and(lax.ge(n, 1), lax.gt(x, 0), lax.lt(n, Infinity), lax.lt(x, Infinity));
  const operands = [lax.select(regular, n, 1), lax.select(regular, x, 1)];
  const [m, v] = broadcastOperands("expn", operands) as [NDArray, NDArray];
  const far = lax.gt(v, 1);
  const series = seriesOf(m, lax.select(far, 1, v));
  const fraction = lax.mul(fractionOf(lax.select(far, m, 1), lax.select(far, v, 9)), lax.exp(lax.neg(v)));
  const value = lax.select(far, fraction, series);
  const atZero = lax.select(lax.lt(n, 2), Infinity, lax.div(1, lax.select(lax.eq(n, 1), 2, lax.sub(n, 1))));
  const inside = lax.select(lax.eq(x, 0), atZero, lax.select(lax.eq(x, Infinity), 0, value));
  const orderZero = lax.select(lax.eq(x, 0), Infinity, lax.div(lax.exp(lax.neg(x)), x));
  const wrong = or(lax.lt(n, 0), lax.lt(x, 0), lax.ne(n, n), lax.ne(x, x));
  return lax.select(wrong, NaN, lax.select(lax.eq(n, 0), orderZero, inside));
}

function expnOf(n: NDArray, x: NDArray): NDArray {
  return customDerivative("expn", [n, x], integralOfOrder, [
    refused("expn", "n"),
    (t, m, v) => {
      // E₋₁(x) is not among them.
      const inverse = lax.div(1, v);
      const below = lax.mul(lax.exp(lax.neg(v)), lax.add(inverse, lax.square(inverse)));
      const zero = lax.eq(m, 0);
      const slope = lax.select(zero, below, expnOf(lax.select(zero, 0, lax.sub(m, 1)), v));
      return lax.neg(lax.mul(t, slope));
    },
  ]);
}

/**
 * The exponential integral of order n, Eₙ(x) = ∫ e⁻ˣᵗ / tⁿ dt from 1 to ∞; NaN for n or x below 0.
 *
 * @param n - whole numbers.
 * @param x - at least 0.
 * @throws UsageError for the derivative by n.
 * @example
 * import { expn } from "@proj/array/special";
 * expn(2, 1); // ≈ 0.1485
 */
export function expn(n: ArrayLike, x: ArrayLike): NDArray {
  return toStrong(inSinglePrecision(floats("expn", n, x), expnOf));
}
