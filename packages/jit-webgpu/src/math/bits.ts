import type { Helper } from "../codegen/wgsl/kernel-builder.ts";

/*
 * Compilers of WGSL may assume that NaN and infinities do not exist, and may rearrange sums. What must not depend on that goes
 * through integers here, where they may assume nothing.
 */

/** NaN; as a constant it would be refused. */
export const nan: Helper = {
  name: "nan",
  code: `fn nan() -> f32 {
  let bits = 0x7fc00000u;
  return bitcast<f32>(bits);
}`,
};

/** +∞; as a constant it would be refused. */
export const infinity: Helper = {
  name: "infinity",
  code: `fn infinity() -> f32 {
  let bits = 0x7f800000u;
  return bitcast<f32>(bits);
}`,
};

/** The bits of |x|, which grow with it; those of NaN are the largest. */
export const magnitude: Helper = {
  name: "magnitude",
  code: `fn magnitude(x: f32) -> u32 {
  return bitcast<u32>(x) & 0x7fffffffu;
}`,
};

/** Whether x is NaN. */
export const isNan: Helper = {
  name: "is_nan",
  needs: [magnitude],
  code: `fn is_nan(x: f32) -> bool {
  return magnitude(x) > 0x7f800000u;
}`,
};

/** Whether x is neither infinite nor NaN. */
export const isFinite: Helper = {
  name: "is_finite",
  needs: [magnitude],
  code: `fn is_finite(x: f32) -> bool {
  return magnitude(x) < 0x7f800000u;
}`,
};

/** Whether neither x nor y is NaN. */
export const ordered: Helper = {
  name: "ordered",
  needs: [magnitude],
  code: `fn ordered(x: f32, y: f32) -> bool {
  return max(magnitude(x), magnitude(y)) <= 0x7f800000u;
}`,
};

/** -x, of which a compiler makes no difference or factor. */
export const negative: Helper = {
  name: "negative",
  code: `fn negative(x: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(x) ^ 0x80000000u);
}`,
};

/** |x| with the sign of another number, those of zeros included. */
export const withSign: Helper = {
  name: "with_sign",
  code: `fn with_sign(x: f32, sign: f32) -> f32 {
  return bitcast<f32>((bitcast<u32>(x) & 0x7fffffffu) | (bitcast<u32>(sign) & 0x80000000u));
}`,
};

/**
 * x, out of reach of the arithmetic around it: a product is rounded before it is added to something, a sum before something is
 * subtracted from it. Only −0 changes, to the subnormal next to it.
 */
export const rounded: Helper = {
  name: "rounded",
  code: `fn rounded(x: f32) -> f32 {
  return bitcast<f32>(max(bitcast<i32>(x), -0x7fffffff));
}`,
};

/** The first bits of x, as many as leave the product of two such numbers exact. */
export const leadingBits: Helper = {
  name: "leading_bits",
  code: `fn leading_bits(x: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(x) & 0xfffff000u);
}`,
};

/** The upper 32 bits of the product. */
export const multiplyHigh: Helper = {
  name: "multiply_high",
  code: `fn multiply_high(a: u32, b: u32) -> u32 {
  let al = a & 0xffffu;
  let ah = a >> 16u;
  let bl = b & 0xffffu;
  let bh = b >> 16u;
  let upper = ah * bl + ((al * bl) >> 16u);
  let lower = al * bh + (upper & 0xffffu);
  return ah * bh + (upper >> 16u) + (lower >> 16u);
}`,
};
