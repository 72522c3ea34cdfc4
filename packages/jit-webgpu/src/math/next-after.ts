import type { Helper } from "../codegen/wgsl/kernel-builder.ts";
import { nan, ordered } from "./bits.ts";

/** The neighbour of x towards y: y itself if equal, NaN if either is. By bits, so that subnormal neighbours are found. */
export const nextAfter: Helper = {
  name: "next_after_f32",
  needs: [ordered, nan],
  code: `fn next_after_f32(x: f32, y: f32) -> f32 {
  let a = bitcast<i32>(x);
  let b = bitcast<i32>(y);
  // How many numbers away from zero, with sign.
  let from_zero = select(a, -(a & 0x7fffffff), a < 0);
  let towards = select(b, -(b & 0x7fffffff), b < 0);
  let next = from_zero + select(1, -1, towards < from_zero);
  let negative = (next < 0) | ((next == 0) & (a < 0));
  let bits = select(next, abs(next) | i32(0x80000000u), negative);
  return select(nan(), select(bitcast<f32>(bits), y, from_zero == towards), ordered(x, y));
}`,
};
