import type { ArrayLike } from "../core/operands.ts";
import { approximate, type Approximation } from "../lax/approximation.ts";
import { customDerivative } from "../lax/custom-derivative.ts";
import { inSinglePrecision } from "../lax/half-precision.ts";
import * as lax from "../lax/index.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toStrong } from "../numpy/elementwise.ts";
import { real } from "./operands.ts";

/*
 * Fresnel's integrals. Near 0 they are power series in x⁴; further out they swing about a half, S(x) = 1/2 - f(x) cos φ - g(x) sin φ and
 * C(x) = 1/2 + f(x) sin φ - g(x) cos φ with φ = πx²/2, where f and g are smooth functions of 1 / x.
 */

/** S(x) / x³, as a function of x⁴ from 0 to 6.5625. */
const sineNear: Approximation = {
  single: {
    numerator: [0.523598777, -0.065035166, 0.00311937858, -4.54288364e-5],
    denominator: [1, 0.0520349439, 0.0012917831, 1.70819388e-5],
  },
  double: {
    numerator: [
      0.5235987755982989, -0.07387978702729557, 0.004321116261573595, -0.0001102887094713782, 1.3012452963603514e-6,
      -5.889458462168564e-9,
    ],
    denominator: [
      1, 0.03514293613409197, 0.0006098997742398332, 6.698167819001998e-6, 4.812230129224144e-8, 1.8997831833586588e-10,
    ],
  },
};

/** C(x) / x, as a function of x⁴ from 0 to 6.5625. */
const cosineNear: Approximation = {
  single: {
    numerator: [1, -0.202485594, 0.0181742399, -0.000572179904, 6.3216197e-6],
    denominator: [1, 0.0442545182, 0.000908097712, 9.43910438e-6],
  },
  double: {
    numerator: [
      1, -0.2151613907190909, 0.020881068693467654, -0.0008303614734063911, 1.599903614631553e-5, -1.492682632714634e-7,
      5.550434260775246e-10,
    ],
    denominator: [
      1, 0.03157871930814308, 0.0004873044921836943, 4.697205472152246e-6, 2.9124197418955505e-8, 9.687955202064159e-11,
    ],
  },
};

/** π x f(x), as a function of x⁻⁴ from 0 to 1/6.5625. */
const fFar: Approximation = {
  single: {
    numerator: [0.999999992, 38.2016538, 340.375992, 722.87079, 198.601911],
    denominator: [1, 38.5056078, 351.004681, 798.589835, 289.501108],
  },
  double: {
    numerator: [
      0.9999999999999999, 427.87846025998147, 70713.29326185881, 5950513.984210944, 282993340.0643672,
      7980709159.085441, 136178803255.68726, 1408174640326.7263, 8695053283006.254, 31014004232136.484,
      60247722859214.38, 57524984770283.664, 22195033576946.082, 2113118330628.4407, -20574652641.674637,
    ],
    denominator: [
      1, 428.18242381090784, 70842.36718370958, 5971596.744290962, 284736540.9198409, 8061503237.335895,
      138374366266.3809, 1443720813914.9714, 9036487553814.098, 32915457223772.418, 66110706948784.02,
      66750775667718.08, 28573277271132.33, 3506489666695.754,
    ],
  },
};

/** π² x³ g(x), as a function of x⁻⁴ from 0 to 1/6.5625. */
const gFar: Approximation = {
  single: {
    numerator: [0.999999989, 69.6631369, 1318.23193, 7774.92479, 11919.5581, 1940.13444],
    denominator: [1, 71.1829353, 1416.72284, 9376.73491, 18974.9974, 7904.87986],
  },
  double: {
    numerator: [
      0.9999999999999983, 460.9970663646499, 82137.60081220204, 7454004.201446096, 382234544.3292612,
      11613292003.973515, 213123026075.09088, 2363006081932.605, 15566682340616.475, 58753879424377.67,
      119085059352282.56, 115459542665334.08, 42324188762421.6, 2782314952389.31, -86346138868.99786,
    ],
    denominator: [
      1, 462.5168841192669, 82830.84083131487, 7575545.506482611, 393005802.38253725, 12147206130.002483,
      228595255170.87454, 2629196143880.5615, 18272962980216.87, 74637651552989.8, 170466775125660.97, 199849115554307,
      102760707678306.7, 16141117946824.422,
    ],
  },
};

/** sin(πx²/2) and cos(πx²/2), of which x² would have lost all digits where x is large. */
function swing(x: NDArray): { readonly sine: NDArray; readonly cosine: NDArray } {
  // x² of x = n + r is n² + 2 n r + r², and n² is 0 or 1 beside multiples of 4.
  const whole = lax.roundToEven(x);
  const rest = lax.sub(x, whole);
  const half = lax.mul(whole, 0.5);
  const odd = lax.select(lax.eq(lax.floor(half), half), 0, lax.fullLike(x, 1));
  const mixed = lax.mul(lax.mul(whole, rest), 2);
  const turns = lax.sub(mixed, lax.mul(lax.roundToEven(lax.mul(mixed, 0.25)), 4));
  const angle = lax.mul(lax.add(lax.add(odd, turns), lax.square(rest)), Math.PI / 2);
  return { sine: lax.sin(angle), cosine: lax.cos(angle) };
}

function integral(x: NDArray, which: "sine" | "cosine"): NDArray {
  const size = lax.abs(x);
  const near = lax.min(size, 1.6);
  const fourth = lax.square(lax.square(near));
  const small =
    which === "sine"
      ? lax.mul(lax.mul(lax.square(near), near), approximate(fourth, sineNear))
      : lax.mul(near, approximate(fourth, cosineNear));
  const far = lax.select(lax.eq(size, Infinity), 2, lax.max(size, 1.6));
  const { sine, cosine } = swing(far);
  const inverse = lax.div(1, far);
  const power = lax.square(lax.square(inverse));
  const f = lax.mul(lax.mul(inverse, 1 / Math.PI), approximate(power, fFar));
  const cube = lax.mul(lax.square(inverse), inverse);
  const g = lax.mul(lax.mul(cube, 1 / Math.PI ** 2), approximate(power, gFar));
  const deviation =
    which === "sine"
      ? lax.neg(lax.add(lax.mul(f, cosine), lax.mul(g, sine)))
      : lax.sub(lax.mul(f, sine), lax.mul(g, cosine));
  const large = lax.select(lax.eq(size, Infinity), 0.5, lax.add(deviation, 0.5));
  return lax.mul(lax.sign(x), lax.select(lax.lt(size, 1.6), small, large));
}

function fresnelOf(x: NDArray, which: "sine" | "cosine"): NDArray {
  return customDerivative(`fresnel ${which}`, [x], (v) => integral(v, which), [(t, v) => lax.mul(t, wave(v, which))]);
}

/** sin(πx²/2) or cos(πx²/2). */
function wave(x: NDArray, which: "sine" | "cosine"): NDArray {
  return customDerivative(`fresnel wave ${which}`, [x], (v) => swing(v)[which], [
    (t, v) => {
      const other = wave(v, which === "sine" ? "cosine" : "sine");
      return lax.mul(t, lax.mul(lax.mul(v, which === "sine" ? Math.PI : -Math.PI), other));
    },
  ]);
}

/**
 * Fresnel's integrals S(x) = ∫₀ˣ sin(πt²/2) dt and C(x) = ∫₀ˣ cos(πt²/2) dt.
 *
 * @returns S and C.
 * @example
 * import { fresnel } from "@proj/array/special";
 * fresnel(1); // ≈ [0.4383, 0.7799]
 */
export function fresnel(x: ArrayLike): readonly [sine: NDArray, cosine: NDArray] {
  const operand = real("fresnel", x);
  const of = (which: "sine" | "cosine"): NDArray => toStrong(inSinglePrecision([operand], (v) => fresnelOf(v, which)));
  return [of("sine"), of("cosine")];
}
