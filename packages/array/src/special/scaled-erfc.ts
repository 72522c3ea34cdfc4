import { approximate, ofPrecision, type Approximation } from "../lax/approximation.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import { inSinglePrecision } from "../lax/half-precision.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/** erfcx(x) (1 + x), as a function of 1 / (1 + x) from 0 to 1. */
const scaled: Approximation = {
  single: {
    numerator: [0.564189578, 2.05471599, 6.2946502, 11.2790198, 14.0438705, 10.1265453, 0.0304478594],
    denominator: [1, 2.64188588, 8.01528932, 11.1506395, 12.3629655, 7.13942041, 2.08323858],
  },
  double: {
    numerator: [
      0.5641895835477563, 12.129697539692906, 138.00879641651022, 1063.0954579955107, 6091.485599243745,
      27177.88862111974, 96690.62186613266, 277318.62159750354, 642113.7168491712, 1190899.570029297,
      1734352.2270376866, 1904750.9219775887, 1446462.3489850066, 599036.0644936783, 1.2270674221294494e-6,
    ],
    denominator: [
      1, 20.499329114547837, 223.61489355273528, 1650.9230802937784, 9045.646245638041, 38438.127166778504,
      129525.94482232345, 349369.26935685374, 754212.7954532573, 1291584.7494252818, 1721442.8675354584,
      1726749.0890772876, 1229350.9088446728, 554899.4069886161, 119592.42298006175,
    ],
  },
};

/**
 * exp(c · x²) without the error that rounding x² would make where it is large: its leading digits, whose square is exact, and the rest.
 *
 * @param c - a power of two, or minus one.
 */
export function expOfSquare(x: NDArray, c: number): NDArray {
  // Beyond, the exponential is 0 or infinite.
  const bound = ofPrecision(x, 20, 60);
  const v = lax.min(lax.abs(x), bound);
  const leading = lax.mul(lax.roundToEven(lax.mul(v, 16)), 1 / 16);
  const rest = lax.mul(lax.sub(v, leading), lax.add(v, leading));
  return lax.mul(lax.exp(lax.mul(lax.square(leading), c)), lax.exp(lax.mul(rest, c)));
}

/** exp(x²) erfc(x) for x ≥ 0; exactly 1 at 0. */
function scaledErfc(x: NDArray): NDArray {
  const inverse = lax.div(1, lax.add(x, 1));
  const near = lax.min(x, 0.25);
  const product = lax.mul(lax.exp(lax.square(near)), lax.erfc(near));
  return lax.select(lax.lt(x, 0.25), product, lax.mul(inverse, approximate(inverse, scaled)));
}

/** The derivative 2 x erfcx(x) - 2 / √π, a difference of nearly equal numbers where x is large: there it is a series in 1 / x². */
function slope(x: NDArray): NDArray {
  return customDerivative(
    "erfcxSlope",
    [x],
    (v) => {
      const difference = lax.sub(lax.mul(lax.mul(v, 2), erfcxOf(v)), 2 / Math.sqrt(Math.PI));
      const far = ofPrecision(v, 50, 1000);
      const square = lax.square(lax.div(1, lax.max(v, far)));
      const series = lax.mul(lax.mul(square, -1 / Math.sqrt(Math.PI)), lax.sub(1, lax.mul(square, 1.5)));
      return lax.select(lax.lt(v, far), difference, series);
    },
    [
      (t, v) => {
        const sum = lax.add(lax.mul(erfcxOf(v), 2), lax.mul(lax.mul(v, 2), slope(v)));
        const far = ofPrecision(v, 50, 1000);
        const inverse = lax.div(1, lax.max(v, far));
        const square = lax.square(inverse);
        const cube = lax.mul(lax.mul(square, inverse), 2 / Math.sqrt(Math.PI));
        return lax.mul(t, lax.select(lax.lt(v, far), sum, lax.mul(cube, lax.sub(1, lax.mul(square, 3)))));
      },
    ],
  );
}

/** exp(x²) erfc(x), of floats. */
export function erfcxOf(x: NDArray): NDArray {
  return inSinglePrecision([x], (v) =>
    customDerivative(
      "erfcx",
      [v],
      (u) => {
        const value = scaledErfc(lax.abs(u));
        return lax.select(lax.lt(u, 0), lax.sub(lax.mul(expOfSquare(u, 1), 2), value), value);
      },
      [(t, u) => lax.mul(t, slope(u))],
    ),
  );
}
