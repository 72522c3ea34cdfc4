import { readOptions, wrongOption, type OptionReader, type OptionReaders } from "@proj/tree/core";
import type { ArrayLike } from "../core/operands.ts";
import { approximate, type Approximation } from "../lax/approximation.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import { inSinglePrecision } from "../lax/half-precision.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toStrong } from "../numpy/elementwise.ts";
import { erfcxOf, expOfSquare } from "./scaled-erfc.ts";
import { real } from "./operands.ts";

/*
 * The normal distribution function Φ and its inverse. Below 0, Φ(x) is exp(-x²/2) erfcx(-x/√2) / 2, in which nothing is lost.
 */

/** The density of the normal distribution. */
const density = (x: NDArray): NDArray => lax.mul(expOfSquare(x, -0.5), 1 / Math.sqrt(2 * Math.PI));

/** erfcx(|x| / √2) / 2. */
const half = (x: NDArray): NDArray => lax.mul(erfcxOf(lax.mul(lax.abs(x), Math.SQRT1_2)), 0.5);

function normal(x: NDArray): NDArray {
  return customDerivative(
    "ndtr",
    [x],
    (v) => {
      const tail = lax.mul(expOfSquare(v, -0.5), half(v));
      return lax.select(lax.gt(v, 0), lax.sub(1, tail), tail);
    },
    [(t, v) => lax.mul(t, normalDensity(v))],
  );
}

function normalDensity(x: NDArray): NDArray {
  return customDerivative("normalDensity", [x], density, [(t, v) => lax.neg(lax.mul(t, lax.mul(v, normalDensity(v))))]);
}

/**
 * The normal distribution function, the probability that a standard normal number is below x.
 *
 * @example
 * import { array } from "@proj/array";
 * import { ndtr } from "@proj/array/special";
 * ndtr(array([-1, 0, 1])); // ≈ [0.1587, 0.5, 0.8413]
 */
export function ndtr(x: ArrayLike): NDArray {
  return toStrong(inSinglePrecision([real("ndtr", x)], normal));
}

/** Options of {@link logNdtr}. */
export interface LogNdtrOptions {
  /** How many terms of a series JAX takes where x is small, from 0 to 30. Here all digits are right whatever it is. */
  readonly seriesOrder?: number;
}

const orderOption: OptionReader<number> = (value, place) => {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 30) return value;
  throw wrongOption(place, value, "an integer from 0 to 30");
};

const readers: OptionReaders<LogNdtrOptions> = { seriesOrder: orderOption };

/** The derivative of log Φ. */
function logSlope(x: NDArray): NDArray {
  const below = lax.div(1 / Math.sqrt(2 * Math.PI), half(lax.min(x, 0)));
  const above = lax.div(normalDensity(x), normal(lax.max(x, 0)));
  return lax.select(lax.lt(x, 0), below, above);
}

function logNormal(x: NDArray): NDArray {
  return customDerivative(
    "logNdtr",
    [x],
    (v) => {
      const scaled = half(v);
      const below = lax.sub(lax.log(scaled), lax.mul(lax.square(v), 0.5));
      const above = lax.log1p(lax.neg(lax.mul(expOfSquare(v, -0.5), scaled)));
      return lax.select(lax.lt(v, 0), below, above);
    },
    [(t, v) => lax.mul(t, logSlope(v))],
  );
}

/**
 * The logarithm of {@link ndtr}, with all its digits also where that is 0 or 1 to rounding.
 *
 * @param options - the order of the series alone, or {@link LogNdtrOptions}.
 * @throws UsageError for orders that JAX refuses.
 * @example
 * import { array } from "@proj/array";
 * import { logNdtr } from "@proj/array/special";
 * logNdtr(array([-100, 0, 10])); // ≈ [-5005.52, -0.6931, 0]
 */
export function logNdtr(x: ArrayLike, options?: number | LogNdtrOptions): NDArray {
  const given = typeof options === "number" ? { seriesOrder: options } : options;
  readOptions<LogNdtrOptions>("logNdtr", given, readers);
  return toStrong(inSinglePrecision([real("logNdtr", x)], logNormal));
}

/** Φ⁻¹(p) / (p - 1/2), as a function of (p - 1/2)² where p and 1 - p are above e⁻². */
const central: Approximation = {
  single: {
    numerator: [2.50662828, -14.5493238, 21.7103219, -5.41418621],
    denominator: [1, -6.85153771, 13.5331428, -6.80271226],
  },
  double: {
    numerator: [
      2.5066282746310007, -33.21876734852625, 170.42179636809666, -422.71270449622136, 512.4817572489558,
      -263.5610265432789, 33.07710267912416, 1.493830805826077,
    ],
    denominator: [
      1, -14.299568349342312, 80.66002533820928, -226.424836981592, 326.42406503523557, -221.1520918927436,
      51.5229750153915,
    ],
  },
};

/** -Φ⁻¹(p), as a function of √-log p from √2 to 5. */
const tail: Approximation = {
  single: {
    numerator: [-3.1083573, -9.017061, 6.22511689, 9.59324355, 1.59165508],
    denominator: [1, 6.71357631, 6.82107843, 1.12442579, 1.97708267e-5],
  },
  double: {
    numerator: [
      -3.6823821772030234, -52.247506933473744, -129.40983161416708, -31.440114214041692, 132.3749797687764,
      151.46352181866138, 76.18919872812359, 18.209703272119924, 1.7660373742152002, 0.050108906157967155,
    ],
    denominator: [
      1, 22.185186183641722, 100.1641471045644, 162.24185327809812, 127.50128440707152, 56.45599774992003,
      12.97690195769129, 1.2490591148043597, 0.03543004533827277, 1.4846198021238433e-8,
    ],
  },
};

/** -Φ⁻¹(p), as a function of √-log p from 5 on. */
const far: Approximation = {
  single: {
    numerator: [-2.29692266, 0.318731334, 2.45296748, 0.618227939, 0.0249543917],
    denominator: [1, 1.78336138, 0.437292398, 0.0176445421, 3.63052371e-9],
  },
  double: {
    numerator: [
      -3.004901605719317, -10.20585471534516, -3.947387237604205, 10.891713011951449, 12.213674635329774,
      4.5722069373719245, 0.727923724837793, 0.05219662307871086, 0.0016654689342640574, 2.153687387837861e-5,
      8.45452742587512e-8,
    ],
    denominator: [
      1, 6.799702224473787, 12.26865636388301, 9.548505422667585, 3.3125448437797056, 0.5177458453495505,
      0.03695527080332671, 0.0011778927523533576, 1.5228938442279629e-5, 5.978245188238538e-8, 8.556059368150829e-17,
    ],
  },
};

function quantile(p: NDArray): NDArray {
  return customDerivative(
    "ndtri",
    [p],
    (v) => {
      const lower = lax.min(v, lax.sub(1, v));
      const middle = lax.gt(lower, Math.exp(-2));
      const distance = lax.select(middle, lax.sub(v, 0.5), 0);
      const near = lax.mul(distance, approximate(lax.square(distance), central));
      const root = lax.sqrt(lax.neg(lax.log(lax.select(middle, 0.1, lower))));
      const outer = lax.select(
        lax.lt(root, 5),
        approximate(lax.min(root, 5), tail),
        approximate(lax.max(root, 5), far),
      );
      const away = lax.select(lax.eq(lower, 0), Infinity, outer);
      return lax.select(middle, near, lax.select(lax.lt(v, 0.5), lax.neg(away), away));
    },
    [(t, v) => lax.mul(t, lax.mul(expOfSquare(quantile(v), 0.5), Math.sqrt(2 * Math.PI)))],
  );
}

/**
 * The inverse of {@link ndtr}; infinite at 0 and 1, NaN outside.
 *
 * @example
 * import { array } from "@proj/array";
 * import { ndtri } from "@proj/array/special";
 * ndtri(array([0.025, 0.5, 0.975])); // ≈ [-1.96, 0, 1.96]
 */
export function ndtri(p: ArrayLike): NDArray {
  return toStrong(inSinglePrecision([real("ndtri", p)], quantile));
}
