import type { Helper, KernelBuilder } from "../codegen/wgsl/kernel-builder.ts";
import { leadingBits } from "./bits.ts";
import { scale } from "./exponential.ts";

/** The sum and what its rounding left out, exactly (Knuth). */
const twoSum: Helper = {
  name: "two_sum",
  code: `fn two_sum(a: f32, b: f32) -> vec2f {
  let sum = a + b;
  let other = sum - a;
  return vec2f(sum, (a - (sum - other)) + (b - other));
}`,
};

/**
 * x · y + z, rounded once, where the device has nothing for it: product and sums with what their roundings leave out, the rests
 * joined by rounding to odd, which the last rounding does not notice (S. Boldo and G. Melquiond, "Emulation of a FMA and correctly
 * rounded sums", 2008). Exponents are taken off before and put back after, so that nothing overflows or vanishes on the way.
 * Subnormal numbers may count as zero.
 *
 * Devices that contract or rearrange sums, which would harm this, have the built-in.
 */
export const emulatedFusedMultiplyAdd: Helper = {
  name: "fused_multiply_add",
  needs: [leadingBits, scale, twoSum],
  code: `fn fused_multiply_add(x: f32, y: f32, z: f32) -> f32 {
  let bits = bitcast<vec3u>(vec3f(x, y, z));
  let exponent = vec3i((bits >> vec3u(23)) & vec3u(255));
  let relative = exponent.z - (exponent.x + exponent.y - 127);
  let significand = bits & vec3u(0x807fffff);
  let a = bitcast<f32>(significand.x | 0x3f800000);
  let b = bitcast<f32>(significand.y | 0x3f800000);
  let addend = bitcast<f32>(significand.z | (u32(clamp(relative, -100, 100) + 127) << 23u));
  let c = select(addend, 0, exponent.z == 0);
  let product = a * b;
  let ah = leading_bits(a);
  let bh = leading_bits(b);
  let left_out = ((ah * bh - product) + ah * (b - bh) + (a - ah) * bh) + (a - ah) * (b - bh);
  let lower = two_sum(c, left_out);
  let upper = two_sum(product, lower.x);
  let rest = two_sum(lower.y, upper.y);
  let even = (bitcast<u32>(rest.x) & 1u) == 0;
  let away = (rest.x < 0) == (rest.y < 0);
  let odd = bitcast<f32>(bitcast<i32>(rest.x) + select(-1, 1, away));
  let sum = upper.x + select(rest.x, odd, even & (rest.y != 0));
  let result = scale_by_power(sum, exponent.x + exponent.y - 254);
  // Zeros, infinities and NaN as factors, and addends beyond comparison.
  let plain = (min(exponent.x, exponent.y) == 0) | (max(exponent.x, exponent.y) == 255);
  let alone = (exponent.z == 255) | ((relative > 100) & (exponent.z > 0));
  return select(select(result, z, alone), x * y + z, plain);
}`,
};

const builtIn: Helper = {
  name: "fused_multiply_add",
  code: `fn fused_multiply_add(x: f32, y: f32, z: f32) -> f32 {
  return fma(x, y, z);
}`,
};

/** x · y + z rounded once, for whatever the device can do: the helper that kernels with these capabilities use. */
export const fusedMultiplyAddHelper = (fused: boolean): Helper => (fused ? builtIn : emulatedFusedMultiplyAdd);

/** The expression x · y + z, rounded once. */
export function fusedMultiplyAdd(x: string, y: string, z: string, kernel: KernelBuilder): string {
  return `${kernel.helper(fusedMultiplyAddHelper(kernel.capabilities.fusedMultiplyAdd))}(${x}, ${y}, ${z})`;
}

/*
 * Products whose last bits decide the sum: (1 + a)(1 − b) − 1 and like ones, where a product rounded first leaves another number or
 * nothing at all.
 */
const probes: readonly (readonly [number, number, number])[] = [
  [1 + 2 ** -23, 1 - 2 ** -23, -1],
  [1 + 2 ** -12, 1 + 2 ** -12, -(1 + 2 ** -11)],
  [1.2384943962097168, 1.1303455829620361, -1.3999264240264893],
  [3, 1 / 4 + 2 ** -25, -0.75],
  [1 + 2 ** -23, 1 + 2 ** -23, 2 ** -24],
];

/**
 * Tells at device start whether the built-in `fma` rounds once: run `code` (entry point `main`, one workgroup) with `inputs` at
 * binding 0 (read) and a buffer of `outputWords` words at binding 1 (read_write), and give those words to `roundsOnce`.
 */
export const fusedMultiplyAddProbe = {
  code: `@group(0) @binding(0) var<storage, read> inputs: array<f32>;
@group(0) @binding(1) var<storage, read_write> outputs: array<u32>;
@compute @workgroup_size(1)
fn main() {
  for (var i = 0u; i < arrayLength(&outputs); i++) {
    outputs[i] = bitcast<u32>(fma(inputs[3 * i], inputs[3 * i + 1], inputs[3 * i + 2]));
  }
}
`,
  inputs: Float32Array.from(probes.flat()),
  outputWords: probes.length,
  /** Whether these are the sums that a product without rounding gives. */
  roundsOnce: (outputs: Uint32Array): boolean => {
    const { fround } = Math;
    // Products of singles are exact in double precision, and so are these sums.
    const exact = Float32Array.from(probes, ([x, y, z]) => fround(x) * fround(y) + fround(z));
    return new Uint32Array(exact.buffer).every((word, i) => word === outputs[i]);
  },
};
