import type { Helper } from "../codegen/wgsl/kernel-builder.ts";
import { infinity, leadingBits, magnitude, nan, rounded } from "./bits.ts";
import { expFraction, scale } from "./exponential.ts";
import { literal, polynomial, unaryHelper } from "./helper.ts";

/** 1 / √x. */
export const rsqrt = unaryHelper("rsqrt_f32", [], `return 1 / sqrt(x);`);

/**
 * ∛x: a third of the bits as a first guess (within 6 %), then two of Halley's steps, each of which triples the digits.
 */
export const cbrt = unaryHelper(
  "cbrt_f32",
  [magnitude],
  `
let bits = magnitude(x);
var root = bitcast<f32>(bits / 3 + 0x2a5137a0);
for (var step = 0; step < 2; step++) {
  let other = abs(x) / (root * root);
  root -= root * ((root - other) / (2 * root + other));
}
// Zeros, with which subnormal numbers go, and infinities are their own roots.
return select(select(root, -root, x < 0), x, (bits < 0x00800000) | (bits == 0x7f800000));`,
);

/* log₂ 1.5, 2 / ln 2 in two parts, of which the first has few bits. */
const logThreeHalvesHigh = 0.5849609375;
const logThreeHalvesLow = literal(Math.log2(1.5) - logThreeHalvesHigh);
const twoOverLn2High = 2.884765625;
const twoOverLn2Low = literal(2 / Math.LN2 - twoOverLn2High);

/** (atanh(√s) / √s − 1) / s for s ≤ 0.0103. */
const logSeries = polynomial("square", [0.1142, 0.142853, 0.2, 1 / 3]);

/**
 * log₂ m · 2ⁿ as a sum of two floats, the first with 12 bits: n + log₂ c + 2 / ln 2 · atanh((m − c) / (m + c)), where c is 1 or 1.5,
 * whichever is nearer to m. The quotient is divided once more, by what the first division left.
 */
const log2Parts: Helper = {
  name: "log2_parts",
  needs: [leadingBits, rounded],
  code: `fn log2_parts(x: f32) -> vec2f {
  let bits = bitcast<i32>(x);
  // m from √3/2 to √3, and c from √3/2 to √(3/2) is 1.
  let n = (bits - 0x3f5db3d7) >> 23u;
  let m = bitcast<f32>(bits - (n << 23u));
  let near_one = m < 1.2247449;
  let c = select(1.5, 1, near_one);
  let difference = m - c;
  let sum_high = leading_bits(m) + c;
  let sum_low = m - leading_bits(m);
  let quotient = difference / (sum_high + sum_low);
  let high = bitcast<f32>(bitcast<u32>(quotient) & 0xffffe000u);
  let low = (rounded(difference - high * sum_high) - high * sum_low) / (sum_high + sum_low);
  let square = quotient * quotient;
  let tail = low + quotient * square * (${logSeries});
  let whole = f32(n) + select(${logThreeHalvesHigh}, 0, near_one);
  let leading = high * ${twoOverLn2High};
  let sum = rounded(whole + leading);
  let rest = (rounded(whole - sum) + leading)
    + (select(${logThreeHalvesLow}, 0, near_one) + tail * ${literal(2 / Math.LN2)} + high * ${twoOverLn2Low});
  let first = leading_bits(sum);
  return vec2f(first, (sum - first) + rest);
}`,
};

/**
 * x^y as 2^(y log₂ |x|), with the special cases of C's `pow`: x^0 = 1^y = 1 even for NaN, a negative base has powers at integers
 * only, odd integers keep its sign.
 */
export const pow: Helper = {
  name: "pow_f32",
  needs: [log2Parts, expFraction, scale, leadingBits, magnitude, infinity, nan],
  code: `fn pow_f32(x: f32, y: f32) -> f32 {
  let a = magnitude(x);
  let b = magnitude(y);
  let one = 0x3f800000u;
  let whole = trunc(y) == y;
  let odd = whole & (b < 0x4b800000) & ((i32(y) & 1) == 1);
  let sign = select(1f, -1f, odd & ((bitcast<u32>(x) >> 31u) == 1));
  let logarithm = log2_parts(abs(x));
  // Beyond, every power but those of 1 overflows or vanishes.
  let exponent = clamp(y, -0x1p34, 0x1p34);
  let high = leading_bits(exponent);
  let product = high * logarithm.x;
  let rest = (exponent - high) * logarithm.x + exponent * logarithm.y;
  let n = round(clamp(product + rest, -200, 200));
  let r = (product - n) + rest;
  let power = scale_by_power(1 + exp_fraction(r * ${literal(Math.LN2)}), i32(n));
  let between = select(power, select(0, infinity(), product > 0), abs(product + rest) > 200);
  // Zeros, with which subnormal numbers go, and infinities.
  let at_end = (a < 0x00800000) | (a == 0x7f800000);
  let size = select(between, select(0, infinity(), (a == 0x7f800000) == (y > 0)), at_end);
  let undefined = (max(a, b) > 0x7f800000) | ((x < 0) & !whole & !at_end);
  // Subnormal exponents go with zero.
  let is_one = (b < 0x00800000) | (bitcast<u32>(x) == one) | ((a == one) & (b == 0x7f800000));
  return select(select(sign * size, nan(), undefined), 1, is_one);
}`,
};
