import { approximate, type Approximation } from "../lax/approximation.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";

/** (log(1 + x) - x) / (-x² / 2) from -1/2 to 1. */
const logarithm: Approximation = {
  single: {
    numerator: [1, 1.67433599, 0.826835623, 0.113251924, 0.000201903563],
    denominator: [1, 2.34100267, 1.88750404, 0.601086471, 0.0602426223],
  },
  double: {
    numerator: [
      1, 4.148106014910067, 7.1107459882521775, 6.5074339252945705, 3.42716832149351, 1.0427170214131112,
      0.17400105316149728, 0.01395883711928773, 0.00038529005793580746, 4.730137319883392e-8,
    ],
    denominator: [
      1, 4.814772681576734, 9.820594442636667, 11.047110546263982, 7.474187203648524, 3.110981052956846,
      0.7818568951951808, 0.11142411843806165, 0.007854447787267644, 0.0001957480741526099,
    ],
  },
};

/**
 * log(1 + x) - x, with all its digits where x is small.
 *
 * @param ratio - 1 + x, as exactly as it is known.
 */
export function log1pLess(x: NDArray, ratio: NDArray): NDArray {
  const near = lax.bitwiseAnd(lax.gt(x, -0.5), lax.lt(x, 1));
  const small = lax.select(near, x, 0);
  const series = lax.mul(lax.mul(lax.square(small), -0.5), approximate(small, logarithm));
  return lax.select(near, series, lax.sub(lax.log(ratio), x));
}
