import type { ArrayLike } from "../core/operands.ts";
import { approximate, type Approximation } from "../lax/approximation.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import { inSinglePrecision } from "../lax/half-precision.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toStrong } from "../numpy/elementwise.ts";
import { erfcxOf } from "./scaled-erfc.ts";
import { real } from "./operands.ts";

/**
 * erfc(x) without its decay: exp(x²) erfc(x).
 *
 * @example
 * import { erfcx } from "@proj/array/special";
 * erfcx(10); // ≈ 0.0561
 */
export function erfcx(x: ArrayLike): NDArray {
  return toStrong(erfcxOf(real("erfcx", x)));
}

/** F(x) / x, as a function of x² from 0 to 3.25². */
const dawsonNear: Approximation = {
  single: {
    numerator: [0.999999981, -0.0781196686, 0.0376894226, -0.000137738328, 0.000219992642, 4.5370978e-6, 3.03349607e-8],
    denominator: [1, 0.588546385, 0.163390552, 0.0280255089, 0.00325477536, 0.000253395657, 1.40579093e-5],
  },
  double: {
    numerator: [
      1, -0.13881529128598966, 0.04804876519392625, -0.0029826032915725056, 0.000454865809429676,
      -1.5087136210815488e-5, 1.3129097314172057e-6, -2.3918133517963128e-8, 1.1505300424564234e-9,
      -1.2421978505882924e-11, 1.7603693589501013e-13, -9.292601531154383e-16,
    ],
    denominator: [
      1, 0.527851375380677, 0.1332830154477124, 0.021302849762521666, 0.0024006589152558862, 0.0002007255533362267,
      1.2723679802212039e-5, 6.108095648198206e-7, 2.1594537282331054e-8, 5.199899816222832e-10, 6.764552806473281e-12,
    ],
  },
};

/** 2 x F(x), as a function of 1 / x² from 6.25⁻² to 3.25⁻². */
const dawsonMiddle: Approximation = {
  single: {
    numerator: [0.999997771, -19.4447905, 138.598963, -233.540952, -74.9777408],
    denominator: [1, -19.9451089, 147.839685, -294.89778],
  },
  double: {
    numerator: [
      1.0000000074376776, -65.49436628404906, 2434.119310456733, -56540.90179695208, 935289.978233448,
      -10925551.451866584, 94086389.17565182, -563389171.3242536, 2388368448.74883, -5835546644.398654,
      8110207662.598124, 5192985297.630969,
    ],
    denominator: [
      1, -65.99436383253678, 2466.366135234413, -57726.4343145704, 962419.0846241914, -11367643.666381013,
      99141954.93422712, -605953897.7021084, 2634741564.911414, -6861180395.064814, 10645439035.611328,
    ],
  },
};

/** 2 x F(x), as a function of 1 / x² from 0 to 6.25⁻². */
const dawsonFar: Approximation = {
  single: { numerator: [1, -4.88177832, 2.39630871], denominator: [1, -5.38177809, 4.33712691] },
  double: {
    numerator: [
      1, -34.085836970643435, 371.07197432001857, -1504.7721170647912, 1958.2749203328208, -379.8106083288733,
    ],
    denominator: [
      1, -34.585836970643435, 387.6148928053354, -1674.5151857366495, 2563.1072871026413, -934.8173497363425,
    ],
  },
};

function dawsonOf(x: NDArray): NDArray {
  return customDerivative(
    "dawsn",
    [x],
    (v) => {
      const size = lax.abs(v);
      const near = lax.mul(v, approximate(lax.square(lax.min(size, 3.25)), dawsonNear));
      const inverse = lax.div(1, lax.select(lax.lt(size, 3.25), 3.25, v));
      const square = lax.square(inverse);
      const scaled = lax.select(
        lax.lt(size, 6.25),
        approximate(lax.max(square, 6.25 ** -2), dawsonMiddle),
        approximate(lax.min(square, 6.25 ** -2), dawsonFar),
      );
      return lax.select(lax.lt(size, 3.25), near, lax.mul(lax.mul(inverse, 0.5), scaled));
    },
    [(t, v) => lax.mul(t, lax.sub(1, lax.mul(lax.mul(v, 2), dawsonOf(v))))],
  );
}

/**
 * Dawson's integral F(x) = exp(-x²) ∫₀ˣ exp(t²) dt.
 *
 * @example
 * import { dawsn } from "@proj/array/special";
 * dawsn(1); // ≈ 0.5381
 */
export function dawsn(x: ArrayLike): NDArray {
  return toStrong(inSinglePrecision([real("dawsn", x)], dawsonOf));
}
