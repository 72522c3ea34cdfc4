/*
 * log x = n log 2 + log(1 + f) with √½ ≤ 1 + f < √2; log(1 + f) = f − f²/2 + f³ L(f). The bits of √½ are subtracted before the
 * exponent is cut off, so that the fraction lands in the wanted interval without a comparison.
 */
import type { Helper } from "../codegen/wgsl/kernel-builder.ts";
import { infinity, nan, withSign } from "./bits.ts";
import { polynomial, unaryHelper } from "./helper.ts";

/** L on [√½ − 1, √2 − 1]: absolute error 3e-8, of a term that is at most 0.07 of the result. */
const tail = polynomial(
  "f",
  [
    0.0698070195866, -0.114945466129, 0.116890711375, -0.124240377177, 0.142485512644, -0.166678509729, 0.200007305039,
    -0.249999966269, 0.333333311219,
  ],
);

/** n log 2 + log(1 + f), with log 2 in two parts, of which the first times n is exact. */
const logSum: Helper = {
  name: "log_sum",
  code: `fn log_sum(n: f32, f: f32) -> f32 {
  let square = f * f;
  let low = f * square * (${tail}) - n * 2.1219444e-4f;
  return n * 0.693359375f + (f + (low - 0.5 * square));
}`,
};

/** The n for which x · 2^(−n) lies in [√½, √2). */
const exponentOf: Helper = {
  name: "exponent_of",
  code: `fn exponent_of(x: f32) -> i32 {
  return (bitcast<i32>(x) - 0x3f3504f3) >> 23u;
}`,
};

/** log x. */
export const log = unaryHelper(
  "log_f32",
  [logSum, exponentOf, infinity, nan],
  `
let bits = bitcast<i32>(x);
let n = exponent_of(x);
let logarithm = select(log_sum(f32(n), bitcast<f32>(bits - (n << 23u)) - 1), x, bits == 0x7f800000);
// Zeros, with which subnormal numbers go, and what is less.
let small = select(nan(), -infinity(), (bits & 0x7fffffff) < 0x00800000);
return select(logarithm, small, bits < 0x00800000);`,
);

/**
 * log(1 + x). The exponent is taken from the rounded 1 + x, the fraction from x itself: x · 2^(−n) + (2^(−n) − 1), where only the
 * last addition rounds.
 */
export const log1p = unaryHelper(
  "log1p_f32",
  [logSum, exponentOf, infinity, nan, withSign],
  `
let n = exponent_of(1 + x);
let power = bitcast<f32>(0x3f800000 - (n << 23u));
// Far from 0 adding 1 changes nothing, and 2^(−n) may be too small a number.
let far = x >= ${2 ** 30};
let fraction = select(x * power + (power - 1), bitcast<f32>(bitcast<i32>(x) - (n << 23u)) - 1, far);
let inside = select(with_sign(log_sum(f32(n), fraction), x), x, bitcast<u32>(x) == 0x7f800000);
return select(inside, select(nan(), -infinity(), x == -1), x <= -1);`,
);
