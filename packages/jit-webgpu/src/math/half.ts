import type { Helper } from "../codegen/wgsl/kernel-builder.ts";

/*
 * Halves, as numbers of single precision and as 16 bits. WGSL's own functions may lose subnormal halves and round as they like.
 */

/** The nearest half: to even, infinite from 65520 on. */
export const roundToHalf: Helper = {
  name: "round_to_half",
  code: `fn round_to_half(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  let magnitude = bits & 0x7fffffffu;
  let normal = (magnitude + 0xfffu + ((magnitude >> 13) & 1u)) & 0xffffe000u;
  let subnormal = bitcast<u32>(round(abs(x) * 16777216.0) * 5.9604644775390625e-8);
  let finite = select(normal, subnormal, magnitude < 0x38800000u);
  let rounded = select(finite, 0x7f800000u, magnitude >= 0x477ff000u);
  return select(bitcast<f32>(rounded | (bits & 0x80000000u)), x, magnitude > 0x7f800000u);
}`,
};

const halfBits: Helper = {
  name: "half_bits",
  code: `fn half_bits(x: f32) -> u32 {
  let bits = bitcast<u32>(x);
  let magnitude = bits & 0x7fffffffu;
  let finite = select((magnitude - 0x38000000u) >> 13, u32(abs(x) * 16777216.0), magnitude < 0x38800000u);
  let infinite = select(0x7c00u, 0x7e00u, magnitude > 0x7f800000u);
  return select(finite, infinite, magnitude >= 0x7f800000u) | ((bits >> 16) & 0x8000u);
}`,
};

/** Two numbers that are halves in a word, the first below. */
export const packHalves: Helper = {
  name: "pack_halves",
  needs: [halfBits],
  code: `fn pack_halves(x: f32, y: f32) -> u32 {
  return half_bits(x) | (half_bits(y) << 16);
}`,
};

/** One of the halves in a word: the lower one for an even position. */
export const halfAt: Helper = {
  name: "half_at",
  code: `fn half_at(word: u32, position: u32) -> f32 {
  let half = word >> (16u * (position & 1u));
  let magnitude = half & 0x7fffu;
  let subnormal = bitcast<u32>(f32(magnitude) * 5.9604644775390625e-8);
  let finite = select((magnitude << 13) + 0x38000000u, subnormal, magnitude < 0x400u);
  let bits = select(finite, (magnitude << 13) | 0x7f800000u, magnitude >= 0x7c00u);
  return bitcast<f32>(bits | ((half & 0x8000u) << 16));
}`,
};
