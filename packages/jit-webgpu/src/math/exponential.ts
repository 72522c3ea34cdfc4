/*
 * e^x = 2^n · e^r with n = round(x / ln 2) and |r| ≤ ln 2 / 2; ln 2 is subtracted in two parts (Cody and Waite 1980), the first
 * with few enough bits that n times it is exact.
 */
import type { Helper } from "../codegen/wgsl/kernel-builder.ts";
import { infinity, withSign } from "./bits.ts";
import { polynomial, unaryHelper } from "./helper.ts";

/** The polynomial Q of e^r = 1 + r + r² Q(r) on |r| ≤ 0.347: relative error 1.4e-9. */
const tail = polynomial("r", [1.9891104e-4, 1.3933751e-3, 8.3333108e-3, 4.1666464e-2, 0.16666667, 0.5]);

/** r of x, given n. */
const reduced: Helper = {
  name: "exp_remainder",
  code: `fn exp_remainder(x: f32, n: f32) -> f32 {
  return (x - n * 0.693359375f) + n * 2.1219444e-4f;
}`,
};

/** e^r − 1 for a reduced r. */
export const expFraction: Helper = {
  name: "exp_fraction",
  code: `fn exp_fraction(r: f32) -> f32 {
  return (${tail}) * (r * r) + r;
}`,
};

/** y · 2^n for |n| ≤ 250: in two factors, so that overflow and results near the smallest number round as they should. */
export const scale: Helper = {
  name: "scale_by_power",
  code: `fn scale_by_power(y: f32, n: i32) -> f32 {
  let half = n >> 1u;
  return y * bitcast<f32>((half + 127) << 23u) * bitcast<f32>((n - half + 127) << 23u);
}`,
};

/** e^x / 2 for x ≥ 0, without overflow up to x = 89.4. */
export const halfExp: Helper = {
  name: "half_exp",
  needs: [reduced, expFraction, scale],
  code: `fn half_exp(x: f32) -> f32 {
  let bounded = min(x, 150);
  let n = round(bounded * ${Math.LOG2E}f);
  return scale_by_power(1 + exp_fraction(exp_remainder(bounded, n)), i32(n) - 1);
}`,
};

/** e^x. */
export const exp = unaryHelper(
  "exp_f32",
  [reduced, expFraction, scale],
  `
let bounded = clamp(x, -150, 150);
let n = round(bounded * ${Math.LOG2E}f);
return scale_by_power(1 + exp_fraction(exp_remainder(bounded, n)), i32(n));`,
);

/** 2^x. */
export const exp2 = unaryHelper(
  "exp2_f32",
  [expFraction, scale],
  `
let bounded = clamp(x, -200, 200);
let n = round(bounded);
return scale_by_power(1 + exp_fraction((bounded - n) * ${Math.LN2}f), i32(n));`,
);

/** e^x − 1 = 2^n (e^r − 1) + (2^n − 1), with n one less inside and the whole doubled, so that n = 128 does not overflow early. */
export const expm1 = unaryHelper(
  "expm1_f32",
  [reduced, expFraction, infinity, withSign],
  `
// Below −25 the result rounds to −1.
let bounded = clamp(x, -25, 89);
let n = round(bounded * ${Math.LOG2E}f);
let power = bitcast<f32>((i32(n) + 126) << 23u);
let half = exp_fraction(exp_remainder(bounded, n)) * power + (power - 0.5);
return select(with_sign(2 * half, x), infinity(), x > 89);`,
);

/** 1 / (1 + e^(−x)). */
export const logistic = unaryHelper("logistic_f32", [exp], `return 1 / (1 + exp_f32(-x));`);
