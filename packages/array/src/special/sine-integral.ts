import type { ArrayLike } from "../core/operands.ts";
import { approximate, type Approximation } from "../lax/approximation.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import { inSinglePrecision } from "../lax/half-precision.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toStrong } from "../numpy/elementwise.ts";
import { real } from "./operands.ts";

/*
 * The integrals of sine and cosine. Near 0 they are power series in x²; further out Si(x) = π/2 - f(x) cos x - g(x) sin x and
 * Ci(x) = f(x) sin x - g(x) cos x, where f and g are smooth functions of 1 / x.
 */

/** Si(x) / x, as a function of x² from 0 to 16. */
const siNear: Approximation = {
  single: {
    numerator: [1, -0.0346175637, 0.000712084231, -3.94494212e-6],
    denominator: [1, 0.0209379984, 0.000208633143, 1.09632108e-6],
  },
  double: {
    numerator: [
      1, -0.04134930624255796, 0.0009770331887279384, -9.759558903032908e-6, 4.6275466170800844e-8,
      -8.396751807551262e-11,
    ],
    denominator: [
      1, 0.01420624931299767, 9.960259500540143e-5, 4.4150761093392344e-7, 1.2783716429356645e-9, 2.02826178630332e-12,
    ],
  },
};

/** (Ci(x) - γ - log x) / x², as a function of x² from 0 to 16. */
const ciNear: Approximation = {
  single: {
    numerator: [-0.249999998, 0.00668544109, -9.65089106e-5, 4.97515146e-7],
    denominator: [1, 0.0149248606, 8.2009793e-5],
  },
  double: {
    numerator: [
      -0.25, 0.00722929933953356, -0.00011851005116320306, 8.9843955367361e-7, -3.382038687604592e-9,
      5.065075059420651e-12,
    ],
    denominator: [
      1, 0.012749469308532435, 7.934216658238454e-5, 3.0789486915099984e-7, 7.663997203835321e-10,
      1.0181350631586782e-12,
    ],
  },
};

/** x f(x), as a function of x⁻² from 0 to 1/16. */
const siciF: Approximation = {
  single: {
    numerator: [0.999999987, 126.98558, 4046.90176, 34752.6257, 51222.9578, -10868.89],
    denominator: [1, 128.985537, 4280.90477, 40926.9573, 85952.2662],
  },
  double: {
    numerator: [
      0.9999999999999996, 1088.7607027820286, 457892.1325285425, 98050810.83594611, 11863602439.746359,
      850792945154.6411, 36886364868929.82, 967749284464571.2, 1.5125055011664604e16, 1.360122943481282e17,
      6.615099924273754e17, 1.5600568422397604e18, 1.4386026505294374e18, 2.8396719556228003e17, -1.4053269409862626e16,
    ],
    denominator: [
      1, 1090.760702782017, 460049.6539341687, 98945451.88678901, 12051197179.786362, 872811533447.9272,
      38398930164919.46, 1029520939319612.8, 1.6618085805803232e16, 1.568778629940087e17, 8.224722022877548e17,
      2.19140849650228e18, 2.520431858107493e18, 8.602813203477565e17,
    ],
  },
};

/** x² g(x), as a function of x⁻² from 0 to 1/16. */
const siciG: Approximation = {
  single: {
    numerator: [0.999999989, 215.364206, 13132.7381, 265459.72, 1555893.84, 1273483.62, -456276.843],
    denominator: [1, 221.364151, 14340.9817, 329949.694, 2579740.48, 5095070.94],
  },
  double: {
    numerator: [
      0.9999999999999938, 1171.683949541726, 530431.759722303, 122235795.59423871, 15902259335.369331,
      1224106290071.0095, 56808613429828.42, 1588773079688960.2, 2.6309036892743908e16, 2.484026605670997e17,
      1.250252900710635e18, 2.970829458870143e18, 2.5826742543360696e18, 3.2312806076455744e17, -3.313039506857426e16,
    ],
    denominator: [
      1, 1177.683949541559, 537377.8634204674, 125323780.69841945, 16595289327.038267, 1310960110736.5981,
      63160354818108.98, 1864003032365887, 3.3343136251623996e16, 3.520132093579802e17, 2.0904407235807562e18,
      6.428852859971469e18, 8.793346044639425e18, 3.7657577539991475e18,
    ],
  },
};

const eulerGamma = 0.5772156649015329;

function integral(x: NDArray, which: "sine" | "cosine"): NDArray {
  const size = lax.abs(x);
  const near = lax.min(size, 4);
  const square = lax.square(near);
  const small =
    which === "sine"
      ? lax.mul(near, approximate(square, siNear))
      : lax.add(lax.add(lax.log(near), eulerGamma), lax.mul(square, approximate(square, ciNear)));
  const infinite = lax.eq(size, Infinity);
  const far = lax.select(infinite, 4, lax.max(size, 4));
  const inverse = lax.div(1, far);
  const power = lax.square(inverse);
  const f = lax.mul(inverse, approximate(power, siciF));
  const g = lax.mul(power, approximate(power, siciG));
  const [sine, cosine] = [lax.sin(far), lax.cos(far)];
  const deviation =
    which === "sine" ? lax.add(lax.mul(f, cosine), lax.mul(g, sine)) : lax.sub(lax.mul(f, sine), lax.mul(g, cosine));
  const settled = lax.select(infinite, 0, deviation);
  if (which === "cosine") {
    const value = lax.select(lax.lt(size, 4), small, settled);
    return lax.select(lax.eq(x, -Infinity), NaN, value);
  }
  return lax.mul(lax.sign(x), lax.select(lax.lt(size, 4), small, lax.sub(Math.PI / 2, settled)));
}

/** The integrand of Si, which is 1 at 0. */
function sineOver(x: NDArray): NDArray {
  const zero = lax.eq(x, 0);
  const safe = lax.select(zero, 1, x);
  return lax.select(zero, 1, lax.div(lax.sin(safe), safe));
}

function siciOf(x: NDArray, which: "sine" | "cosine"): NDArray {
  return customDerivative(`sici ${which}`, [x], (v) => integral(v, which), [
    (t, v) => lax.mul(t, which === "sine" ? sineOver(v) : lax.div(lax.cos(v), v)),
  ]);
}

/**
 * The integrals of sine and cosine, Si(x) = ∫₀ˣ sin(t) / t dt and Ci(x) = γ + log x + ∫₀ˣ (cos(t) - 1) / t dt; below 0, Ci(-x).
 *
 * @returns Si and Ci.
 * @example
 * import { sici } from "@proj/array/special";
 * sici(1); // ≈ [0.9461, 0.3374]
 */
export function sici(x: ArrayLike): readonly [sine: NDArray, cosine: NDArray] {
  const operand = real("sici", x);
  const of = (which: "sine" | "cosine"): NDArray => toStrong(inSinglePrecision([operand], (v) => siciOf(v, which)));
  return [of("sine"), of("cosine")];
}
