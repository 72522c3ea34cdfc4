import type { Helper } from "../codegen/wgsl/kernel-builder.ts";
import { magnitude, nan } from "./bits.ts";

/**
 * The exact remainder of x / y with the sign of x: division by hand, eight binary digits at a time, on the integers that remain
 * without exponents.
 */
export const remainder: Helper = {
  name: "remainder_f32",
  needs: [magnitude, nan],
  code: `fn remainder_f32(x: f32, y: f32) -> f32 {
  let a = magnitude(x);
  let b = magnitude(y);
  if ((a >= 0x7f800000) | (b > 0x7f800000) | (b == 0)) { return nan(); }
  if (a < b) { return x; }
  let exponent = max(b >> 23u, 1u);
  let divisor = (b & 0x7fffff) | select(0x800000u, 0, b < 0x800000);
  var rest = ((a & 0x7fffff) | select(0x800000u, 0, a < 0x800000)) % divisor;
  var digits = max(a >> 23u, 1u) - exponent;
  while (digits > 0) {
    let some = min(digits, 8);
    rest = (rest << some) % divisor;
    digits -= some;
  }
  if (rest == 0) { return bitcast<f32>(bitcast<u32>(x) & 0x80000000u); }
  // The leading bit goes where it belongs, unless the number is subnormal.
  let shift = min(countLeadingZeros(rest) - 8, exponent - 1);
  let bits = ((exponent - shift - 1) << 23u) + (rest << shift);
  return bitcast<f32>((bitcast<u32>(x) & 0x80000000u) | bits);
}`,
};
