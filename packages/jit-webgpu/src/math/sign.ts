import type { Helper } from "../codegen/wgsl/kernel-builder.ts";
import { magnitude, withSign } from "./bits.ts";

/** −1, 0 or 1; zeros and NaN give themselves. */
export const signOf: Helper = {
  name: "sign_f32",
  needs: [magnitude, withSign],
  code: `fn sign_f32(x: f32) -> f32 {
  return select(x, with_sign(1, x), magnitude(x) - 1u < 0x7f800000u);
}`,
};
