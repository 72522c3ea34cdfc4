import type { ArrayLike } from "../core/operands.ts";
import { approximate, type Approximation } from "../lax/approximation.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import { inSinglePrecision } from "../lax/half-precision.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toStrong } from "../numpy/elementwise.ts";
import { real } from "./operands.ts";

/** Li₂(-x) / -x from -1/2 to 1/2. */
const dilogarithm: Approximation = {
  single: {
    numerator: [0.999999999, 1.38692081, 0.496652825, 0.0284299378, -0.00093649314],
    denominator: [1, 1.6369208, 0.794771847, 0.107742958],
  },
  double: {
    numerator: [
      1, 3.4485599011687778, 4.711990410159409, 3.2342542731987955, 1.1632626331744664, 0.2061955584193199,
      0.014553997645507069, 0.00017166721899830308, -1.7495639219253024e-6,
    ],
    denominator: [
      1, 3.6985599011687778, 5.525519274340493, 4.267182991654055, 1.8072717888732013, 0.40906239849778786,
      0.044019398500280846, 0.001623138572162605,
    ],
  },
};

/** Spence's function of numbers from 0 to 1.5. */
function inner(x: NDArray): NDArray {
  const low = lax.lt(x, 0.5);
  const argument = lax.select(low, lax.neg(x), lax.sub(x, 1));
  const near = lax.neg(lax.mul(argument, approximate(argument, dilogarithm)));
  // Li₂(1 - x) + Li₂(x) = π²/6 - log x · log(1 - x).
  const safe = lax.select(lax.bitwiseAnd(low, lax.gt(x, 0)), x, 0.25);
  const product = lax.select(lax.gt(x, 0), lax.mul(lax.log(safe), lax.log1p(lax.neg(safe))), 0);
  return lax.select(low, lax.sub(lax.sub(Math.PI ** 2 / 6, product), near), near);
}

function valueOf(x: NDArray): NDArray {
  const large = lax.gt(x, 1.5);
  const value = inner(lax.select(large, lax.div(1, x), x));
  const logarithm = lax.log(lax.max(x, 1));
  const mirrored = lax.neg(lax.add(lax.mul(lax.square(logarithm), 0.5), value));
  return lax.select(lax.lt(x, 0), NaN, lax.select(large, mirrored, value));
}

/** log x / (1 - x), which is -1 at 1. */
function slope(x: NDArray): NDArray {
  const one = lax.eq(x, 1);
  const safe = lax.select(one, 2, x);
  return lax.select(one, -1, lax.div(lax.log(safe), lax.sub(1, safe)));
}

/**
 * Spence's function Li₂(1 - x), the integral of log t / (1 - t) from 1 to x; NaN below 0.
 *
 * @example
 * import { spence } from "@proj/array/special";
 * spence(0.5); // ≈ 0.5822
 */
export function spence(x: ArrayLike): NDArray {
  return toStrong(
    inSinglePrecision([real("spence", x)], (v) =>
      customDerivative("spence", [v], valueOf, [(t, u) => lax.mul(t, slope(u))]),
    ),
  );
}
