import { infinity, magnitude, nan, withSign } from "./bits.ts";
import { halfExp } from "./exponential.ts";
import { polynomial, unaryHelper } from "./helper.ts";
import { log1p } from "./logarithm.ts";

/*
 * tanh x = x P(x²) / Q(x²), a rational function of degrees 13 and 6 for |x| ≤ 7.905, with the coefficients that Eigen and XLA use.
 * Beyond, tanh is 1 to single precision within the stated error.
 */
const tanhNumerator = polynomial(
  "square",
  [
    -2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-8, 1.48572235717979e-5,
    6.37261928875436e-4, 4.89352455891786e-3,
  ],
);
const tanhDenominator = polynomial(
  "square",
  [1.19825839466702e-6, 1.18534705686654e-4, 2.268434632439e-3, 4.89352518554385e-3],
);

/** tanh x. */
export const tanh = unaryHelper(
  "tanh_f32",
  [withSign],
  `
let square = x * x;
let p = ${tanhNumerator};
let q = ${tanhDenominator};
return select(x * (p / q), with_sign(1, x), abs(x) > 7.90531110763549805f);`,
);

const sinhTail = polynomial("square", [2.80628025823e-6, 1.98381019687e-4, 8.33333967592e-3, 0.166666666468]);

/** sinh x: its odd series below 1, (e^x − e^(−x)) / 2 above. */
export const sinh = unaryHelper(
  "sinh_f32",
  [halfExp, withSign],
  `
let square = x * x;
let half = half_exp(abs(x));
return select(with_sign(half - 0.25 / half, x), (${sinhTail}) * (square * x) + x, square < 1);`,
);

/** cosh x = (e^|x| + e^(−|x|)) / 2. */
export const cosh = unaryHelper(
  "cosh_f32",
  [halfExp],
  `
let half = half_exp(abs(x));
return half + 0.25 / half;`,
);

/** asinh x = log(|x| + √(x² + 1)) with the sign of x, as log1p(|x| + x² / (1 + √(x² + 1))). */
export const asinh = unaryHelper(
  "asinh_f32",
  [log1p, withSign],
  `
let a = abs(x);
let square = a * a;
// x² would overflow; the 1 under the root no longer counts, and the logarithm is that of 2|x|.
let far = a > 8192;
let least = log1p_f32(select(a + square / (1 + sqrt(square + 1)), a - 1, far));
return with_sign(select(least, least + ${Math.LN2}f, far), x);`,
);

/** acosh x = log1p(t + √(2t + t²)) with t = x − 1; NaN below 1. */
export const acosh = unaryHelper(
  "acosh_f32",
  [log1p, nan],
  `
let t = x - 1;
let far = x > 8192;
let least = log1p_f32(select(t + sqrt(t * t + 2 * t), t, far));
return select(select(least, least + ${Math.LN2}f, far), nan(), x < 1);`,
);

/** atanh x = ½ log1p(2|x| / (1 − |x|)) with the sign of x. */
export const atanh = unaryHelper(
  "atanh_f32",
  [log1p, infinity, magnitude, nan, withSign],
  `
let a = abs(x);
let inside = with_sign(0.5 * log1p_f32(2 * a / (1 - a)), x);
return select(inside, select(nan(), with_sign(infinity(), x), a == 1), a >= 1);`,
);
