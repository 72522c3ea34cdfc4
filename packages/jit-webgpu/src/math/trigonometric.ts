/*
 * sin x and cos x by |x| = q · π/2 + r with |r| ≤ π/4, for every x in the same way (after Payne and Hanek, 1983): with x = m · 2^e,
 * m of 24 bits, the product of m with 96 bits of 2/π gives q modulo 4 and the fraction. Of 2/π, higher bits give multiples of 4
 * and lower ones do not reach r; integers make no rounding errors.
 */
import type { Helper } from "../codegen/wgsl/kernel-builder.ts";
import { magnitude, multiplyHigh, nan } from "./bits.ts";
import { polynomial, unaryHelper } from "./helper.ts";

const quarterTurns: Helper = {
  name: "quarter_turns",
  needs: [magnitude, multiplyHigh],
  code: `struct QuarterTurns { count: u32, rest: f32 }
// The bits of 2/π after the point, with 32 zeros in front.
const two_over_pi = array<u32, 8>(
  0, 0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab);
fn quarter_turns(x: f32) -> QuarterTurns {
  let bits = magnitude(x);
  if (bits <= 0x3f490fdb) { return QuarterTurns(0, abs(x)); }
  let position = (bits >> 23u) - 120;
  let k = position >> 5u;
  let shift = position & 31u;
  let left = vec3u(two_over_pi[k], two_over_pi[k + 1], two_over_pi[k + 2]);
  let right = vec3u(left.yz, two_over_pi[k + 3]);
  let window = (left << vec3u(shift)) | ((right >> vec3u(1)) >> vec3u(31 - shift));
  let m = (bits & 0x7fffff) | 0x800000;
  let middle = m * window.y;
  let lower = middle + multiply_high(m, window.z);
  let upper = m * window.x + multiply_high(m, window.y) + u32(lower < middle);
  // Two bits of quarter turns, 62 of the fraction, which is rounded away and may be negative.
  let count = (upper + 0x20000000) >> 30u;
  let fraction = vec2u(upper - (count << 30u), lower);
  let negative = (fraction.x >> 31u) == 1;
  let size = select(fraction, ~fraction, negative);
  // No single is nearer to a multiple than 2^(−29).
  let zeros = countLeadingZeros(size.x);
  let leading = (size.x << zeros) | (size.y >> (32 - zeros));
  // Times π/2 = 0xc90fdaa2 · 2^(−31). A signed integer becomes a float by one rounding everywhere, an unsigned one does not.
  let rest = f32(i32(multiply_high(leading, 0xc90fdaa2) >> 1u)) * bitcast<f32>((99 - zeros) << 23u);
  return QuarterTurns(count, select(rest, -rest, negative));
}`,
};

const sineTail = polynomial("square", [-1.9515295891e-4, 8.3321608736e-3, -0.16666654611]);
const cosineTail = polynomial("square", [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2]);

/** Sine and cosine for |r| ≤ π/4. */
const sineCosine: Helper = {
  name: "sine_cosine",
  code: `fn sine_cosine(r: f32) -> vec2f {
  let square = r * r;
  let sine = (${sineTail}) * (square * r) + r;
  let cosine = (${cosineTail}) * (square * square) + (1 - 0.5 * square);
  return vec2f(sine, cosine);
}`,
};

const common = [quarterTurns, sineCosine, nan, magnitude];

const start = `
let turns = quarter_turns(x);
let v = sine_cosine(turns.rest);
let odd = (turns.count & 1u) == 1;
let infinite = magnitude(x) == 0x7f800000;`;

/** sin x. */
export const sin = unaryHelper(
  "sin_f32",
  common,
  `${start}
let sign = ((turns.count & 2u) << 30u) ^ (bitcast<u32>(x) & 0x80000000u);
return select(bitcast<f32>(bitcast<u32>(select(v.x, v.y, odd)) ^ sign), nan(), infinite);`,
);

/** cos x. */
export const cos = unaryHelper(
  "cos_f32",
  common,
  `${start}
let sign = ((turns.count + 1) & 2u) << 30u;
return select(bitcast<f32>(bitcast<u32>(select(v.y, v.x, odd)) ^ sign), nan(), infinite);`,
);

/** tan x = sin x / cos x. */
export const tan = unaryHelper(
  "tan_f32",
  common,
  `${start}
let ratio = select(v.x, v.y, odd) / select(v.y, -v.x, odd);
return select(bitcast<f32>(bitcast<u32>(ratio) ^ (bitcast<u32>(x) & 0x80000000u)), nan(), infinite);`,
);
